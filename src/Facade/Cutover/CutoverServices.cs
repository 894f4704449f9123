using Hub.Facade.Cutover.Approvals;
using Hub.Facade.Cutover.Checks;
using Hub.Facade.Cutover.Handovers;
using Hub.Platform.Shifting;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Cutover;

internal static class CutoverServices
{
    public static IServiceCollection AddCutover(this IServiceCollection services) => services
        .AddSingleton<IShiftCheck, ShiftIsPossible>()
        .AddSingleton<IShiftCheck, RoutesCanStay>()
        .AddSingleton<IShiftCheck, GroupCanMove>()
        .AddSingleton<IShiftCheck, NodeServesNewest>()
        .AddSingleton<IShiftCheck, NothingIsFrozen>()
        .AddSingleton<LegacyIsUnused>()
        .AddSingleton<IShiftCheck>(services => services.GetRequiredService<LegacyIsUnused>())
        .AddSingleton<IShiftCheck, RemovalIsMeant>()
        .AddSingleton<IShiftCheck, SplitIsAccepted>()
        .AddSingleton<IShiftCheck, NewSideAnswers>()
        .AddSingleton<IShiftCheck, LinkKeepsUp>()
        .AddSingleton<IShiftCheck, WayBackIsRehearsed>()
        .AddSingleton<IShiftCheck, EvidenceSuffices>()
        .AddSingleton<IShiftCheck, SecondPersonAgrees>()
        .AddSingleton<ShiftChecks>()
        .AddSingleton<WaysBack>()
        .AddSingleton<RevisionConflict>()
        .AddSingleton<HandoverRun>()
        .AddSingleton<HandoverPreviews>()
        .AddHostedService<HandoverKeeper>()
        .AddSingleton<Moves>()
        .AddSingleton<GateNotices>()
        .AddSingleton<Shifts>()
        .AddSingleton<ShiftPreviews>()
        .AddSingleton<OfferedPlans>()
        .AddSingleton<PlanApplication>()
        .AddSingleton<ApprovalRequests>()
        .AddSingleton<Requesters>()
        .AddSingleton<Approving>();
}
