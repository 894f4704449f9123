using Hub.Facade.Measuring;
using Hub.Facade.Watching;
using Hub.Platform.Plan;
using Hub.Platform.Shifting;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// The new side, to which a shift forward sends somebody, answers: it is asked, and where it failed lately its next answers to
/// callers are awaited for a second. Whoever knows better forces the shift.
/// </summary>
internal sealed class NewSideAnswers(SideJudge judge, SideProbe probe, RouteTraffic traffic, TimeProvider time) : IShiftCheck
{
    // A side that failed is given so long for the next answers to callers, which tell more than the probe's.
    private static readonly TimeSpan NextAnswers = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public async Task<Objection?> FindAsync(RoutingChange change)
    {
        if (change is not RouteShift { Route: { New: { } side } route })
            return null;
        var answers = traffic.Of(route.Id).Of(Side.New);
        var failing = judge.FindFailing(side, answers);
        var why = failing is null
            ? await probe.FindProblemAsync(side, CancellationToken.None)
            : await FindStillFailingAsync(side, answers, failing.Reason!);
        if (why is null)
            return null;
        var dead = $"the new side {side.Name} does not answer ({why})";
        return new Objection(
            $"{route.Id} is not shifted forward: {dead}. Bring it up and shift again, or force the shift "
            + "(--force, \"force\": true in the request), which the audit log keeps. The way back is open all the time.")
        {
            Forcible = dead,
        };
    }

    /// <summary>A side that was left alone or unwell is sent requests again, now that some come.</summary>
    public Task PassedAsync(RoutingChange change) =>
        change is RouteShift { Route.New: { } side } ? judge.NoteWellAsync(side) : Task.CompletedTask;

    private async Task<string?> FindStillFailingAsync(SideTarget side, SideTraffic answers, string failing)
    {
        var before = answers.Read();
        if (await probe.FindProblemAsync(side, CancellationToken.None, hasFailed: true) is { } problem)
            return $"{failing}; asked now, {problem}";
        var began = time.GetTimestamp();
        AnswerCounts since;
        while ((since = answers.Read().Since(before)).Answered < SideJudge.FewestAnswers
            && time.GetElapsedTime(began) < NextAnswers)
            await Task.Delay(Look, time);
        return since.Failed * 2 > since.Answered ? failing : null;
    }
}
