using Hub.Facade.Cutover.Approvals;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Cutover;

internal static class CutoverServices
{
    public static IServiceCollection AddCutover(this IServiceCollection services) => services
        .AddSingleton<RouteRequests>()
        .AddSingleton<Shifts>()
        .AddSingleton<PlanApplication>()
        .AddSingleton<ApprovalRequests>()
        .AddSingleton<Approving>();
}
