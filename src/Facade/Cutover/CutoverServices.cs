using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Cutover;

internal static class CutoverServices
{
    public static IServiceCollection AddCutover(this IServiceCollection services) => services
        .AddSingleton<ILegacyUse, LegacyTraffic>()
        .AddSingleton<ILegacyUse, FlowingLink>()
        .AddSingleton<ShiftChecks>()
        .AddSingleton<RevisionConflict>()
        .AddSingleton<Shifts>()
        .AddSingleton<ShiftPreviews>()
        .AddSingleton<PlanChecks>()
        .AddSingleton<OfferedPlans>()
        .AddSingleton<PlanApplication>()
        .AddSingleton<ApprovalRequests>()
        .AddSingleton<Requesters>()
        .AddSingleton<Approving>();
}
