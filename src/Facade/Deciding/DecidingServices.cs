using Hub.Facade.Explaining;
using Hub.Facade.OwnWrites;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Deciding;

internal static class DecidingServices
{
    public static IServiceCollection AddDeciding(this IServiceCollection services) => services
        .AddSingleton<RouteRequests>()
        .AddSingleton<RecentRequests>()
        .AddSingleton<CallerNames>()
        .AddSingleton<OtherNodes>()
        .AddSingleton<ForcingRight>()
        .AddSingleton<Callers>()
        .AddSingleton<RecentKeys>()
        .AddSingleton<HeldWrites>()
        .AddSingleton<WrittenRecords>()
        .AddSingleton<AcknowledgedWrites>()
        .AddHostedService(provider => provider.GetRequiredService<AcknowledgedWrites>())
        .AddSingleton<ReadYourWrites>()
        .AddSingleton<PathAnswers>()
        .AddSingleton<PlanEndpoints>()
        .AddSingleton<IPlanPart>(provider => provider.GetRequiredService<PlanEndpoints>())
        .AddSingleton<RouteDoor>()
        .AddSingleton<IRouteDoor>(provider => provider.GetRequiredService<RouteDoor>());
}
