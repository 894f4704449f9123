using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Watching;

internal static class WatchingServices
{
    public static IServiceCollection AddWatching(this IServiceCollection services) => services
        .AddSingleton<HostedPlaces>()
        .AddSingleton<SideJudge>()
        .AddSingleton<SideProbe>()
        .AddSingleton<SidesListing>()
        .AddHostedService<WindowsSlide>();
}
