using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Discovering;

internal static class DiscoveringServices
{
    public static IServiceCollection AddDiscovering(this IServiceCollection services) => services
        .AddSingleton<DiscoveredRequests>()
        .AddHostedService<DiscoveredWriter>()
        .AddSingleton(new KeptTable("days of catch-alls", "discovered_requests", "path", "forgotten after 100 days"))
        .AddJob<DiscoveredPruning>(
            "discovered-pruning", "Forgets what passed through catch-alls 100 days ago.", "0 53 3 * * ?");
}
