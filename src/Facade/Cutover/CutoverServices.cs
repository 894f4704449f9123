using Hub.Facade.Explaining;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Cutover;

internal static class CutoverServices
{
    public static IServiceCollection AddCutover(this IServiceCollection services) => services
        .AddSingleton<RouteRequests>()
        .AddSingleton<RecentRequests>()
        .AddSingleton<OtherNodes>()
        .AddSingleton<Shifts>()
        .AddSingleton<PlanApplication>();
}
