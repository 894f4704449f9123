using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Platform.Links;

/// <summary>What the facade may know about links, and ask of them. Sync implements it.</summary>
public interface ILinks
{
    /// <summary>Every direction of every link.</summary>
    Task<IReadOnlyList<LinkStatus>> StatusAsync(CancellationToken cancellation);

    /// <summary>
    /// Raises an entity's barrier: whoever reads its changes says that it has passed once all that both sides held when its
    /// next reading began is handled.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <returns>The barrier's number.</returns>
    Task<long> RaiseBarrierAsync(string entity);

    /// <summary>How far the directions of an entity's link have come; those to copies are not among them.</summary>
    Task<IReadOnlyList<LinkPassage>> PassagesAsync(string entity);

    /// <summary>Returns whether a change that a side took some time ago may not be on the other side.</summary>
    /// <param name="link">The link.</param>
    /// <param name="origin">The side that took the change.</param>
    /// <param name="age">How long ago.</param>
    /// <param name="keys">What may be the record's key: a change of one of them that is parked is not on the other side.</param>
    Task<bool> IsBehindAsync(LinkPlan link, Side origin, TimeSpan age, IReadOnlyList<string> keys);
}

/// <summary>How far one direction of a link has come.</summary>
/// <param name="Stream">The direction: <c>customers: adapter:crm > service:customers</c>.</param>
/// <param name="Passed">The number of the last barrier it has passed.</param>
/// <param name="Error">Why it stands still, or null when it does not.</param>
/// <param name="Pending">Changes read and not handled, as far as this node knows; 0 where another one reads.</param>
public sealed record LinkPassage(string Stream, long Passed, string? Error, int Pending);
