using System.Collections.Immutable;
using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Platform.Routing;

/// <summary>
/// Moves this node from revision to revision: what the store holds is what is served. A newest revision whose plan cannot be
/// served here is reported, and the last plan that can be served is served in its place.
/// </summary>
public sealed partial class Revisions(
    RevisionLog revisions, ServablePlans plans, CurrentRouting current, Readiness readiness, TimeProvider time,
    ILogger<Revisions>? log = null)
{
    private const string ReadinessCause = "revision";

    // What a plan refers to may come back without a new revision.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private readonly ILogger _log = log ?? NullLogger<Revisions>.Instance;
    private readonly SemaphoreSlim _one = new(1);
    private long _triedAt;

    /// <summary>
    /// Serves the store's newest revision with the plan it names, or, where that cannot be served, the newest that can. An
    /// empty store takes the plan given as revision 1, every route at legacy.
    /// </summary>
    /// <param name="files">The plan on disk, asked for only when the store is empty.</param>
    /// <returns>The store's newest revision.</returns>
    /// <exception cref="PlanInvalidException">The store is empty and the plan on disk has faults.</exception>
    public async Task<Revision> LoadAsync(Func<PlanBundle> files)
    {
        while (true)
        {
            if (await revisions.FindNewestAsync() is { } newest)
            {
                await TakeAsync(newest);
                return newest;
            }

            var plan = plans.Read(files());
            if (await AppendAsync(0, plan, ImmutableDictionary<string, RouteState>.Empty, "hub", "first start") is { } first)
                return first;
            // Another node put its plan into the store meanwhile: that one is served.
        }
    }

    /// <summary>
    /// Serves the store's newest revision, if another process has appended one. Where its plan cannot be served on this node,
    /// the plan served stays, with the newest states: see <see cref="RoutingSnapshot.Unserved"/>.
    /// </summary>
    /// <param name="told">The number that a word from the store named, so that it need not be asked for; 0 without one.</param>
    public async Task FollowAsync(long told = 0)
    {
        var newestNumber = told > 0 ? told : await revisions.FindNewestNumberAsync();
        if (IsTaken(newestNumber) || await revisions.FindNewestAsync() is not { } newest)
            return;
        await TakeAsync(newest);
    }

    /// <summary>Appends a revision that changes one route, and serves it.</summary>
    /// <param name="expected">The revision that the change was decided on.</param>
    /// <param name="route">The route's id.</param>
    /// <param name="state">Where it stands now.</param>
    /// <param name="author">Who shifts.</param>
    /// <param name="reason">Why.</param>
    /// <param name="approval">A second person's approval, where it takes one.</param>
    /// <returns>The new revision, or null when another one came first, or the approval cannot be taken any more.</returns>
    public Task<Revision?> ShiftAsync(
        RoutingSnapshot expected, string route, RouteState state, string author, string reason, Approval? approval = null) =>
        MoveAsync(expected, [KeyValuePair.Create(route, state)], author, reason, approval);

    /// <summary>Appends a revision that changes some routes, and serves it.</summary>
    /// <param name="expected">The revision that the change was decided on.</param>
    /// <param name="states">Where these routes stand now, by their ids.</param>
    /// <param name="author">Who shifts.</param>
    /// <param name="reason">Why.</param>
    /// <param name="approval">A second person's approval, where it takes one.</param>
    /// <returns>The new revision, or null when another one came first, or the approval cannot be taken any more.</returns>
    public async Task<Revision?> MoveAsync(
        RoutingSnapshot expected, IReadOnlyCollection<KeyValuePair<string, RouteState>> states, string author, string reason,
        Approval? approval = null)
    {
        if (expected.Unserved is not { } unserved)
            return await AppendAsync(
                expected.Revision, expected.Plan, expected.States.SetItems(states), author, reason, approval);
        await _one.WaitAsync();
        try
        {
            // Other nodes may well serve the newest plan, so it stays; the state holds here as well.
            var (newest, why) = unserved;
            var revision = await revisions.AppendAsync(
                newest.Number, newest.PlanHash, newest.States.SetItems(states), author, reason, approval);
            if (revision is not null)
                Keep(expected, revision, why);
            return revision;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Appends a revision with another plan, routes staying where they are, and serves it.</summary>
    /// <param name="expected">The revision that the plan was compared with.</param>
    /// <param name="plan">The plan, loaded and so built by every part.</param>
    /// <param name="author">Who applies it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="approval">A second person's approval, where it takes one.</param>
    /// <returns>The new revision, or null when another one came first, or the approval cannot be taken any more.</returns>
    public Task<Revision?> ApplyPlanAsync(
        RoutingSnapshot expected, MigrationPlan plan, string author, string reason, Approval? approval = null) =>
        AppendAsync(
            expected.Unserved?.Newest.Number ?? expected.Revision,
            plan,
            expected.Unserved?.Newest.States ?? expected.States,
            author,
            reason,
            approval);

    private async Task<Revision?> AppendAsync(
        long expected, MigrationPlan plan, IReadOnlyDictionary<string, RouteState> states, string author, string reason,
        Approval? approval = null)
    {
        await _one.WaitAsync();
        try
        {
            await plans.SaveAsync(plan);
            var snapshot = new RoutingSnapshot(expected + 1, plan, states);
            if (await revisions.AppendAsync(expected, plan.Hash, snapshot.States, author, reason, approval) is not { } revision)
                return null;
            Serve(snapshot);
            return revision;
        }
        finally
        {
            _one.Release();
        }
    }

    private bool IsTaken(long number) => current.IsLoaded && (current.Snapshot.Unserved is { } unserved
        ? number <= unserved.Newest.Number && time.GetElapsedTime(_triedAt) < Again
        : number <= current.Snapshot.Revision);

    private async Task TakeAsync(Revision newest)
    {
        await _one.WaitAsync();
        try
        {
            if (IsTaken(newest.Number))
                return;
            var served = current.IsLoaded ? current.Snapshot : null;
            _triedAt = time.GetTimestamp();
            var (plan, why) = newest.PlanHash == served?.Plan.Hash
                ? (served.Plan, null)
                : await plans.FindAsync(newest);
            if (plan is not null)
                Serve(new RoutingSnapshot(newest.Number, plan, newest.States));
            else
                Keep(served ?? await FindLastServableAsync(newest), newest, why!);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<RoutingSnapshot> FindLastServableAsync(Revision broken)
    {
        foreach (var earlier in (await revisions.ListNewestOfPlansAsync()).Where(r => r.PlanHash != broken.PlanHash))
        {
            if (await plans.FindAsync(earlier) is { Plan: { } plan })
                return new RoutingSnapshot(earlier.Number, plan, earlier.States);
        }

        return new RoutingSnapshot(0, MigrationPlan.Empty);
    }

    private void Serve(RoutingSnapshot snapshot)
    {
        readiness.Report(ReadinessCause, problem: null);
        current.Serve(snapshot);
    }

    /// <summary>Goes on with the plan served, under the states of a revision whose plan cannot be served.</summary>
    private void Keep(RoutingSnapshot served, Revision newest, string why)
    {
        var unserved = new UnservedRevision(newest, why);
        if (!current.IsLoaded || current.Snapshot.Unserved?.Reason != why)
            LogNotServed(_log, unserved.Describe(served.Revision));
        readiness.Report(ReadinessCause, unserved.Describe(served.Revision));
        current.Serve(new RoutingSnapshot(served.Revision, served.Plan, newest.States) { Unserved = unserved });
    }

    [LoggerMessage(LogLevel.Error, "This node is not ready: {Reason} Apply a plan that can be served, or see ./hub plan rescue.")]
    private static partial void LogNotServed(ILogger log, string reason);
}
