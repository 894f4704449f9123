using System.Text.Json.Serialization;
using Hub.Facade.Admin;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Host.Demo;

/// <summary>Switches seeded faults of the demo's new services. Mapped where the hub is the demo, and nowhere else.</summary>
internal static class FaultEndpoints
{
    public static void MapDemoFaults(this IEndpointRouteBuilder demo)
    {
        demo.MapGet("/faults", (FaultSwitch faults) => FaultsNow.Of(faults))
            .WithSummary("Lists the seeded faults of the demo's new services.").Produces<FaultsNow>();
        demo.MapPost("/faults", TurnOnAsync).WithSummary("Has the demo's new services have a fault.")
            .TakesBody(typeof(FaultRequest)).Produces<FaultsNow>().WrittenBy(AccessRole.Admin, "demo fault");
        demo.MapDelete("/faults", TurnOff).WithSummary("Has the demo's new services answer as they are.")
            .Produces<FaultsNow>().WrittenBy(AccessRole.Admin, "demo fault");
    }

    private static async Task<IResult> TurnOnAsync(
        HttpContext context, FaultSwitch faults, DemoGround ground, CurrentRouting routing)
    {
        var (request, malformed) = await JsonBody.ReadAsync<FaultRequest>(context.Request);
        if (request is null)
            return malformed!;
        if (ground.FindForeign(routing.Snapshot.Plan) is { } foreign)
            return new Problem(
                StatusCodes.Status409Conflict,
                $"The plan served has {foreign}, which is not the demo's: no fault is switched on.");
        var fault = SeededFault.All.FirstOrDefault(f => f.Name == request.Name);
        List<ProblemError> errors = [];
        if (fault is null)
            errors.Add(new("name", "is not one of " + string.Join(", ", SeededFault.All.Select(f => f.Name))
                + Spelling.DidYouMean(request.Name, SeededFault.All.Select(f => f.Name))));
        if (request.Percent is not (null or > 0 and <= 100))
            errors.Add(new("percent", "is above 0 and at most 100"));
        if (errors.Count > 0)
            return Problem.Malformed(errors);
        faults.TurnOn(fault!, request.Percent ?? fault!.Percent);
        return TypedResults.Ok(FaultsNow.Of(faults));
    }

    private static IResult TurnOff(FaultSwitch faults)
    {
        faults.TurnOff();
        return TypedResults.Ok(FaultsNow.Of(faults));
    }
}

/// <summary>Which fault is wanted.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Percent">How many of a hundred answers have it; null for the fault's own share.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FaultRequest(string Name, double? Percent = null);

/// <summary>A seeded fault, and whether it is on.</summary>
internal sealed record FaultView(string Name, string Text, double Percent, bool On);

/// <summary>All of them.</summary>
internal sealed record FaultsNow(IReadOnlyList<FaultView> Faults) : IAudited
{
    string IAudited.Detail =>
        Faults.FirstOrDefault(f => f.On) is { } on
            ? $"new services have the fault {on.Name}, {on.Percent} %"
            : "no fault any longer";

    string IAudited.Target => Faults.FirstOrDefault(f => f.On)?.Name ?? "none";

    public static FaultsNow Of(FaultSwitch faults)
    {
        var now = faults.Now;
        return new([.. SeededFault.All.Select(f => new FaultView(
            f.Name, f.Text, f == now?.Fault ? now.Percent : f.Percent, f == now?.Fault))]);
    }
}
