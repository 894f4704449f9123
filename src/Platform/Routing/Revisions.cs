using System.Collections.Immutable;
using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>Moves this node from revision to revision: what the store holds is what is served.</summary>
public sealed class Revisions(
    RevisionLog log, PlanStore plans, PlanLoader loader, PlanReferences references, CurrentRouting current)
{
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>
    /// Serves the store's newest revision with the plan it names; an empty store takes the plan given as revision 1,
    /// every route at legacy.
    /// </summary>
    /// <param name="files">The plan on disk, asked for only when the store is empty.</param>
    /// <exception cref="PlanInvalidException">The plan to serve has faults.</exception>
    public async Task<Revision> LoadAsync(Func<PlanBundle> files)
    {
        while (true)
        {
            if (await log.FindNewestAsync() is { } newest)
                return Serve(newest, await FindPlanAsync(newest));
            var plan = Read(files());
            if (await AppendAsync(0, plan, ImmutableDictionary<string, RouteState>.Empty, "hub", "first start") is { } first)
                return first;
            // Another node put its plan into the store meanwhile: that one is served.
        }
    }

    /// <summary>Serves the store's newest revision, if another process has appended one.</summary>
    /// <param name="told">The number that a word from the store named, so that it need not be asked for; 0 without one.</param>
    /// <exception cref="PlanInvalidException">
    /// Its plan does not fit this node's references; the old revision is served on.
    /// </exception>
    public async Task FollowAsync(long told = 0)
    {
        var newestNumber = told > 0 ? told : await log.FindNewestNumberAsync();
        if (newestNumber <= current.Snapshot.Revision || await log.FindNewestAsync() is not { } newest)
            return;
        var plan = newest.PlanHash == current.Snapshot.Plan.Hash ? current.Snapshot.Plan : await FindPlanAsync(newest);
        await _one.WaitAsync();
        try
        {
            if (newest.Number > current.Snapshot.Revision)
                Serve(newest, plan);
        }
        finally
        {
            _one.Release();
        }
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
        AppendAsync(expected.Revision, expected.Plan, expected.States.SetItem(route, state), author, reason, approval);

    /// <summary>Appends a revision with another plan, routes staying where they are, and serves it.</summary>
    /// <returns>The new revision, or null when another one came first, or the approval cannot be taken any more.</returns>
    public Task<Revision?> ApplyPlanAsync(
        RoutingSnapshot expected, MigrationPlan plan, string author, string reason, Approval? approval = null) =>
        AppendAsync(expected.Revision, plan, expected.States, author, reason, approval);

    private async Task<Revision?> AppendAsync(
        long expected, MigrationPlan plan, IReadOnlyDictionary<string, RouteState> states, string author, string reason,
        Approval? approval = null)
    {
        await _one.WaitAsync();
        try
        {
            await plans.SaveAsync(plan.Bundle);
            var snapshot = new RoutingSnapshot(expected + 1, plan, states);
            if (await log.AppendAsync(expected, plan.Hash, snapshot.States, author, reason, approval) is not { } revision)
                return null;
            current.Serve(snapshot);
            return revision;
        }
        finally
        {
            _one.Release();
        }
    }

    private Revision Serve(Revision revision, MigrationPlan plan)
    {
        current.Serve(new RoutingSnapshot(revision.Number, plan, revision.States));
        return revision;
    }

    private async Task<MigrationPlan> FindPlanAsync(Revision revision) => Read(
        await plans.FindAsync(revision.PlanHash)
        ?? throw new InvalidDataException(
            $"Revision {revision.Number} names plan {revision.PlanHash}, which is not in the store."));

    private MigrationPlan Read(PlanBundle bundle)
    {
        var errors = new PlanErrors();
        return loader.Load(bundle, references, errors) ?? throw new PlanInvalidException(errors);
    }
}
