using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Replaying;

internal static class ReplayingServices
{
    public static IServiceCollection AddReplaying(this IServiceCollection services) =>
        services.AddSingleton<RecordedRequests>().AddSingleton<Replays>();
}
