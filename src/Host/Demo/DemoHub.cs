using Hub.Platform.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Demo;

/// <summary>What a hub has that is the demo and nothing else: traffic, and faults of its new services.</summary>
/// <param name="Landscape">The legacy landscape beside the hub.</param>
/// <param name="TrafficRate">How many acts of traffic are played in a second; null for none.</param>
internal sealed record DemoHub(LandscapeProcess Landscape, int? TrafficRate)
{
    public DemoGround Ground { get; } = new(Landscape.Addresses);

    public FaultSwitch Faults { get; } = new();

    /// <summary>Returns what the plan served would have the hub ask besides the demo; null for nothing.</summary>
    public string? FindForeign(IServiceProvider hub) =>
        Ground.FindForeign(hub.GetRequiredService<CurrentRouting>().Snapshot.Plan);
}

/// <summary>How a hub becomes the demo.</summary>
internal static class DemoRegistration
{
    /// <param name="services">The hub's services.</param>
    /// <param name="demo">The demo; null adds nothing.</param>
    /// <param name="facade">Returns where front-ends call.</param>
    public static IServiceCollection AddDemo(
        this IServiceCollection services, DemoHub? demo, Func<IServiceProvider, Uri> facade) =>
        demo is null
            ? services
            : services.AddSingleton(demo.Ground).AddSingleton(demo.Faults)
                .AddSingleton(s => FaultySides.Of(demo.Faults, s.GetRequiredService<TimeProvider>()))
                .AddHostedService(s => new DemoKeeper(demo, s.GetRequiredService<CurrentRouting>(), () => facade(s)));

    /// <summary>Maps what only the demo has.</summary>
    public static void MapDemo(this IEndpointRouteBuilder surface, DemoHub? demo)
    {
        if (demo is not null)
            surface.MapGroup("/demo").MapDemoFaults();
    }
}
