using Hub.Platform.Plan;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Makes the matcher of endpoints as ASP.NET Core does when they are served. Constraints and hosts are read only then, and a
/// matcher that cannot be made would leave the node without any route.
/// </summary>
internal sealed class EndpointTrial(IServiceProvider services)
{
    /// <summary>Reports each endpoint that keeps the matcher from being made.</summary>
    /// <param name="endpoints">All endpoints of the plan.</param>
    /// <param name="places">Where each of them stands in the plan.</param>
    /// <param name="errors">Where faults are reported.</param>
    public void Check(IReadOnlyList<Endpoint> endpoints, IReadOnlyList<PlanLocation> places, PlanErrors errors)
    {
        var together = new PlanErrors();
        together.Try(places.Count > 0 ? places[0] : new PlanLocation("capabilities", 1), "the routes cannot be served", () =>
            MakeMatcher(endpoints));
        if (together.Count == 0)
            return;
        var before = errors.Count;
        for (var n = 0; n < endpoints.Count; n++)
            errors.Try(places[n], $"'{endpoints[n].DisplayName}' cannot be served", () => MakeMatcher([endpoints[n]]));
        if (errors.Count > before)
            return;
        foreach (var error in together)
            errors.Add(error.At, error.Message);
    }

    private void MakeMatcher(IReadOnlyList<Endpoint> endpoints)
    {
        var app = new ApplicationBuilder(services);
        OwnMatching.Over(app, [.. endpoints]);
        app.Run(_ => Task.CompletedTask);
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Path = "/";
        // Completes at once: the matcher is made on this thread, and nothing is read or sent.
        app.Build()(context).GetAwaiter().GetResult();
    }
}
