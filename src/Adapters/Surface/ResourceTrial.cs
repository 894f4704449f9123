using System.Text.Json.Nodes;
using Hub.Adapters.Resources;
using Hub.Adapters.Serving;
using Hub.Platform.Asking;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.ServiceKit.Requests;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Adapters.Surface;

/// <summary>
/// Tries a route's resource: the endpoint that serves it is asked with the input as a request, and its calls are observed. So
/// a trial is what a caller would get.
/// </summary>
internal sealed class ResourceTrial(
    ResourceEndpoint endpoint, AskedRequests asked, CurrentRouting routing, ParameterPolicyFactory policies, AccessTokens tokens)
{
    // An operation answers within the system's own limits, and what it answers is shown whole.
    private static readonly AskLimits Limits = new(int.MaxValue, int.MaxValue, Timeout.InfiniteTimeSpan);

    /// <summary>Tries it, and tells the report of each step.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="route">The route's id.</param>
    /// <param name="resource">Its resource.</param>
    /// <param name="input">The input.</param>
    /// <param name="context">The request of whoever tries it.</param>
    /// <param name="report">Takes the steps.</param>
    public async Task RunAsync(
        string system, string route, Resource resource, JsonObject input, HttpContext context, TrialReport report)
    {
        var trial = TrialInput.For(resource, input, context.TraceIdentifier);
        report.Request(trial.Document);
        var plan = routing.Snapshot.Plan.Routes.FirstOrDefault(r => r.Id == route);
        var pattern = RoutePatternFactory.Parse(plan?.Match.Path ?? "/");
        if (trial.FindProblem(resource, route, pattern, policies) is { } unfit)
        {
            report.Failed(unfit);
            return;
        }

        var method = plan?.Match.Method ?? (report.Writes ? HttpMethods.Post : HttpMethods.Get);
        var caller = OperationEndpoint.CallerOf(context.Request);
        var request = trial.ToRequest(
            resource, method, WrittenPath.Of(pattern, trial.Path), caller.Authorization, isOwn: tokens.AreIn);
        var told = new SideRequest(context.TraceIdentifier, route, trial.Path)
        {
            Caller = context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : null,
            Address = context.Connection.RemoteIpAddress,
            RouteQuery = plan?.OwnQuery ?? [],
        };
        var answer = await asked.AskAsync(
            one => endpoint.AnswerAsync(system, one, call => report.Called(resource, call)),
            request, context.TraceIdentifier, Limits, one => one.Features.Set(told), CancellationToken.None);
        if (answer.Problem is { } problem)
            report.Failed(problem);
        else
            report.Answered(answer.Status, ContentOf(resource, answer));
    }

    private static JsonNode? ContentOf(Resource resource, CapturedAnswer answer) =>
        answer.Body.IsEmpty || (resource.Steps.IsEmpty && resource.Call.Out is null)
            ? null
            : new JsonText(answer.Body.ToArray()).Node;
}
