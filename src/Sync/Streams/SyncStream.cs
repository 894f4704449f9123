using System.Collections.Immutable;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Streams;

/// <summary>One direction of a link: changes of an entity, read from one side and applied to another.</summary>
/// <param name="Entity">The entity: <c>orders</c>.</param>
/// <param name="From">The side's name that changes are read from.</param>
/// <param name="To">The side's name that changes are applied to.</param>
/// <param name="Origin">Which side <paramref name="From"/> is.</param>
/// <param name="IsCopy">Whether it feeds a read-only copy, which is neither side.</param>
internal sealed record SyncStream(string Entity, string From, string To, Side Origin, bool IsCopy)
{
    /// <summary>What the store knows it by; survives restarts and changes of the plan.</summary>
    public string Id => $"{Entity}: {From} > {To}";

    /// <summary>The <see cref="Id"/> of the stream the other way round.</summary>
    public string ReverseId => $"{Entity}: {To} > {From}";

    /// <summary>Returns the side that a stream's changes are applied to, by the stream's <see cref="Id"/>.</summary>
    public static string TargetOf(string stream) => stream[(stream.LastIndexOf('>') + 2)..];

    /// <summary>Whose records the entity's records name.</summary>
    public ImmutableArray<LinkParent> Parents { get; init; } = [];

    /// <summary>What happens where both sides changed one field.</summary>
    public ConflictRule Conflict { get; init; }

    /// <summary>Whether the link has a stream the other way round, too.</summary>
    public bool HasReverse { get; init; }

    /// <summary>
    /// Whether records have keys of their own where they are applied. A copy has the legacy side's, but where records are made on
    /// both sides: there it has the new side's, and a change of a record waits until they are known.
    /// </summary>
    public bool HasKeysOfItsOwn { get; init; } = true;

    /// <summary>Whether only the hash is kept of what both sides last agreed on.</summary>
    public bool KeepsHashOnly { get; init; }

    /// <summary>The contract's field that the entity's records move by, or null.</summary>
    public string? CohortField { get; init; }

    /// <summary><see cref="Parents"/> as the store keeps them.</summary>
    public string Rule => string.Join(", ", Parents.Select(p => $"{p.Entity}: {p.Path}"));

    /// <summary>Every stream of a plan.</summary>
    public static IReadOnlyList<SyncStream> Of(MigrationPlan plan) =>
        [.. from capability in plan.Capabilities
            from link in new[] { capability.Link }.OfType<LinkPlan>()
            from stream in Of(link)
            select stream with
            {
                Parents = link.After,
                HasKeysOfItsOwn = !stream.IsCopy || link.BothWays,
                CohortField = capability.Cohort?.Key,
                Conflict = link.Conflict,
                KeepsHashOnly = link.KeepsHashOnly,
                HasReverse = link.BothWays && !stream.IsCopy,
            }];

    /// <summary>
    /// Whether reading it is the same work: who applies goes by the plan that is served, so other parents are no reason to
    /// read anew.
    /// </summary>
    public bool Equals(SyncStream? other) => other is not null && (Id, Origin, IsCopy) == (other.Id, other.Origin, other.IsCopy);

    /// <inheritdoc />
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>
    /// Whether a change flows here. What the other side made would echo back to it; a copy is fed from one side only
    /// and so needs all of that side's changes, whoever made them first.
    /// </summary>
    public bool Takes(Change change) => IsCopy || change.Origin == Origin;

    private static IEnumerable<SyncStream> Of(LinkPlan link)
    {
        yield return new SyncStream(link.Entity, link.Legacy.ToString(), link.New.ToString(), Side.Legacy, IsCopy: false);
        foreach (var copy in link.Copies)
            yield return new SyncStream(link.Entity, link.Legacy.ToString(), copy.ToString(), Side.Legacy, IsCopy: true);
        if (link.BothWays)
            yield return new SyncStream(link.Entity, link.New.ToString(), link.Legacy.ToString(), Side.New, IsCopy: false);
    }
}
