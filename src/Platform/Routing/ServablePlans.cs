using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>The store's plans, loaded so that this node can serve them.</summary>
public sealed class ServablePlans(PlanStore store, PlanLoader loader, PlanReferences references)
{
    private const int MostFaults = 3;

    /// <summary>Loads a plan from its files.</summary>
    /// <exception cref="PlanInvalidException">The plan has faults.</exception>
    public MigrationPlan Read(PlanBundle bundle) => Read(bundle, new PlanErrors());

    private MigrationPlan Read(PlanBundle bundle, PlanErrors errors) =>
        loader.Load(bundle, references, errors) ?? throw new PlanInvalidException(errors);

    /// <summary>Loads a revision's plan from the store.</summary>
    /// <returns>The plan, or why it cannot be served here: its first faults.</returns>
    public async Task<(MigrationPlan? Plan, string? Why)> FindAsync(Revision revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        try
        {
            return await store.FindAsync(revision.PlanHash) is { } bundle
                ? (Read(bundle, new PlanErrors { IsStored = _ => true }), null)
                : (null, $"its plan {revision.PlanHash} is not in the store.");
        }
        catch (InvalidDataException e)
        {
            return (null, e.Message);
        }
        catch (PlanInvalidException e)
        {
            var more = e.Errors.Count - MostFaults;
            var rest = more <= 0 ? "." : $"; and {more} more {(more == 1 ? "fault" : "faults")}.";
            return (null, $"{PlanStore.NameOf(revision)}, {string.Join("; ", e.Errors.Take(MostFaults))}{rest}");
        }
    }

    /// <summary>Stores a plan's files.</summary>
    public Task SaveAsync(MigrationPlan plan) => store.SaveAsync(plan.Bundle);
}
