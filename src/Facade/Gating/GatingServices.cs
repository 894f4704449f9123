using Hub.Platform.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Gating;

internal static class GatingServices
{
    public static IServiceCollection AddGating(this IServiceCollection services) => services
        .AddSingleton<IPlanRule, GatesAreReachable>()
        .AddSingleton<GateRight>()
        .AddSingleton<GateJudge>();
}
