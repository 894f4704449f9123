using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Facade.Answers;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Admin;

/// <summary>Lists jobs and their runs, starts and cancels runs, and shows the engine's own pages.</summary>
internal static class JobsApi
{
    private const int MostRuns = 100;
    private const int LongestArguments = 64 * 1024;
    private const int LongestReason = 500;

    /// <summary>Maps <c>/hub/api/jobs</c>.</summary>
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs", (JobBoard jobs) => TypedResults.Ok(jobs.List())).WithSummary("Lists the jobs.");
        api.MapGet("/jobs/{name}/runs", IResult (string name, JobBoard jobs) =>
            jobs.TakesArguments(name) is null ? NotFound(name, jobs) : TypedResults.Ok(jobs.Runs(name, MostRuns)))
            .WithSummary("Lists the last runs of a job.").Produces<IEnumerable<JobRunView>>();
        api.MapPost("/jobs/{name}/runs", StartAsync).WithSummary("Runs a job, now or at a time.")
            .TakesBody(typeof(JobRequest)).Produces<StartedRun>(StatusCodes.Status202Accepted)
            .WrittenBy(AccessRole.Operator, "jobs run", "name", OfAll);
        api.MapDelete("/jobs/{name}/runs", Cancel).WithSummary("Cancels the runs of a job that are under way.")
            .Produces<CancelledRuns>().WrittenBy(AccessRole.Operator, "jobs cancel", "name", OfRuns);
    }

    /// <summary>Maps the engine's pages at <c>/hub/jobs</c>: seen by a viewer, acted on by an operator of everything.</summary>
    public static void MapJobPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapOwnGroup(JobsDashboard.Path, OwnGroup.WithPages);
        pages.MapGet("/{**page}", ShowAsync);
        // What the pages ask again and again for their figures; it changes nothing.
        pages.MapPost("/stats", ShowAsync);
        pages.MapPost("/{**page}", ActAsync).WrittenBy(AccessRole.Operator, "jobs page", "page", OfAll);
    }

    private static Task ShowAsync(HttpContext context, JobsDashboard dashboard)
    {
        // The engine reads a form there, whatever came.
        var isStats = context.Request.Path.Value!.TrimEnd('/').EndsWith("/stats", StringComparison.OrdinalIgnoreCase);
        if (isStats && !context.Request.HasFormContentType)
            return Problems.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, "The pages send a form here.");
        var caller = AccessGrant.Of(context.User);
        return dashboard.AnswerAsync(
            context, mayAct: caller.Role >= AccessRole.Operator && caller.Covers(AccessGrant.Everything));
    }

    private static async Task<IResult> StartAsync(string name, HttpContext context, JobBoard jobs, TimeProvider time)
    {
        var (request, malformed) = await JsonBody.ReadAsync<JobRequest>(context.Request);
        if (request is null)
            return malformed!;
        if (jobs.TakesArguments(name) is not { } takesArguments)
            return NotFound(name, jobs);
        var arguments = request.Arguments is { } given ? JsonSerializer.Serialize(given) : null;
        var faults = new List<ProblemError>();
        if (arguments is not null && !takesArguments)
            faults.Add(new("arguments", $"the job '{name}' takes none; leave them out"));
        else if (request.Arguments is { ValueKind: not JsonValueKind.Object })
            faults.Add(new("arguments", "a JSON object is expected, such as {\"days\":30}"));
        if (arguments?.Length > LongestArguments)
            faults.Add(new("arguments", $"at most {LongestArguments} characters; there are {arguments.Length}"));
        if (request.Reason?.Length > LongestReason)
            faults.Add(new("reason", $"at most {LongestReason} characters; there are {request.Reason.Length}"));
        if (request.At < time.GetUtcNow().AddMinutes(-1))
            faults.Add(new("at", $"{request.At:u} is past; give a time to come, such as 2026-12-24T18:00:00Z"));
        if (faults.Count > 0)
            return Problem.Malformed(faults);
        var by = AccessGrant.Of(context.User).Name;
        var run = jobs.Start(name, arguments, request.At, request.Reason is { } reason ? $"{by}: {reason}" : by);
        return TypedResults.Accepted($"/hub/api/jobs/{name}/runs", new StartedRun(run, name, request.At));
    }

    private static IResult Cancel(string name, HttpContext context, JobBoard jobs)
    {
        if (jobs.TakesArguments(name) is null)
            return NotFound(name, jobs);
        var caller = AccessGrant.Of(context.User);
        var ids = jobs.Cancel(
            name, $"Cancelled by {caller.Name}.", capability => caller.Covers(capability ?? AccessGrant.Everything));
        return TypedResults.Ok(new CancelledRuns(name, ids));
    }

    // Of several runs those are cancelled that the caller may; a caller that may cancel none is refused.
    private static ValueTask<IReadOnlyList<string>> OfRuns(HttpContext context)
    {
        var caller = AccessGrant.Of(context.User);
        var owners = context.RequestServices.GetRequiredService<JobBoard>().Owners(context.GetRouteValue("name")!.ToString()!)
            .Select(run => run.Capability ?? AccessGrant.Everything).Distinct(StringComparer.Ordinal).ToList();
        var own = owners.Where(caller.Covers).ToList();
        return ValueTask.FromResult<IReadOnlyList<string>>(
            own.Count > 0 ? own : owners.Count > 0 ? owners : [AccessGrant.Everything]);
    }

    private static async Task<IResult> ActAsync(string? page, HttpContext context, JobsDashboard dashboard)
    {
        // A browser sends what it knows of this hub along with other sites' forms too, and says so (Fetch Metadata; RFC 6454).
        var request = context.Request;
        var own = request.Headers["Sec-Fetch-Site"] is [{ } site]
            ? site == "same-origin"
            : request.Headers.Origin is not [{ } origin] || origin == $"{request.Scheme}://{request.Host}";
        if (!own)
            return TypedResults.Problem(
                "This comes from a page of another site.", statusCode: StatusCodes.Status403Forbidden);
        if (!JobsDashboard.Has(page) || !request.HasFormContentType)
            return TypedResults.Problem(
                $"The job pages have no action at '{Spelling.Shorten(page ?? "")}'.", statusCode: StatusCodes.Status404NotFound);
        var form = await request.ReadFormAsync(context.RequestAborted);
        await dashboard.AnswerAsync(context, mayAct: true);
        return new Acted(context.Response.StatusCode, AuditTexts.Cut(string.Join(", ", form["jobs[]"].ToArray()), LongestReason));
    }

    private static ValueTask<IReadOnlyList<string>> OfAll(HttpContext context) =>
        ValueTask.FromResult<IReadOnlyList<string>>([AccessGrant.Everything]);

    private static IResult NotFound(string name, JobBoard jobs) => TypedResults.Problem(
        $"There is no job '{Spelling.Shorten(name)}'"
        + (Spelling.DidYouMean(name, jobs.List().Select(j => j.Name)) is { Length: > 0 } meant
            ? meant
            : "; ./hub jobs lists those there are."),
        statusCode: StatusCodes.Status404NotFound);

    /// <param name="At">When; null for now.</param>
    /// <param name="Arguments">What the run is given, for jobs that take arguments.</param>
    /// <param name="Reason">Why, for whoever reads the run's history.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record JobRequest(DateTimeOffset? At = null, JsonElement? Arguments = null, string? Reason = null);

    internal sealed record StartedRun(string Id, string Job, DateTimeOffset? At) : IAudited
    {
        string IAudited.Detail => At is { } at ? $"run {Id} at {at:u}" : $"run {Id}";
    }

    internal sealed record CancelledRuns(string Job, IReadOnlyList<string> Ids) : IAudited
    {
        string IAudited.Detail => Ids.Count == 0 ? "no run was under way" : $"runs {string.Join(", ", Ids)}";
    }

    /// <summary>What a page's action did; the engine has answered already.</summary>
    private sealed record Acted(int? StatusCode, string Jobs) : IResult, IStatusCodeHttpResult, IValueHttpResult, IAudited
    {
        object IValueHttpResult.Value => this;

        string IAudited.Outcome => StatusCode < StatusCodes.Status400BadRequest ? "done" : "refused";

        string IAudited.Detail => Jobs.Length > 0 ? Jobs : "no job was named";

        public Task ExecuteAsync(HttpContext httpContext) => Task.CompletedTask;
    }
}
