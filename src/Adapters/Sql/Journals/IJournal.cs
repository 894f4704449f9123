using System.Collections.Immutable;

namespace Hub.Adapters.Sql.Journals;

/// <summary>
/// Tells which records of an entity changed, in the order of places: a table that triggers fill, or a replication slot.
/// </summary>
internal interface IJournal
{
    JournalShape Shape { get; }

    /// <summary>How messages name it: <c>the journal</c>.</summary>
    string Name { get; }

    /// <summary>Why changes may be missing where a part of it is another one than before.</summary>
    string Lost { get; }

    /// <summary>What a person should know of it although reading goes on; or null.</summary>
    string? Notice => null;

    /// <summary>How many bytes of its log the database keeps for it; null where it keeps none.</summary>
    long? RetainedBytes => null;

    /// <summary>
    /// Keeps which tables it has, so that it can be taken away when the plan does not name them any more; false where it has no
    /// place to keep them.
    /// </summary>
    Task<bool> KeepShapeAsync() => Task.FromResult(false);

    /// <summary>Looks for what it consists of.</summary>
    /// <param name="removing">Whether it is to be taken away, so that it need not fit its tables.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JournalMisfitException">It would not fit the tables.</exception>
    Task<JournalInspection> InspectAsync(bool removing, CancellationToken cancellation);

    /// <summary>Reads which transaction is the oldest that is open; null where the database does not tell.</summary>
    Task<string?> FindOldestAsync(CancellationToken cancellation);

    /// <summary>Begins a round.</summary>
    /// <param name="anchor">A row that stays as long as nobody deletes rows but the hub.</param>
    /// <param name="toEnd">Whether the round is to read all that is committed now.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<JournalHead> HeadAsync(JournalPlace anchor, bool toEnd, CancellationToken cancellation);

    /// <summary>Reads the rows behind a place, in their order.</summary>
    /// <param name="after">The place.</param>
    /// <param name="limit">How many, at most.</param>
    /// <param name="key">The key's columns, under the names that they have in a record.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<JournalRow>> ReadAsync(
        JournalPlace after, int limit, ImmutableArray<SqlField> key, CancellationToken cancellation);

    /// <summary>Marks where reading begins.</summary>
    /// <returns>
    /// The anchor, and the place behind which reading begins: no open transaction writes before it.
    /// </returns>
    Task<(JournalPlace Anchor, JournalPlace Start)> BeginAsync(CancellationToken cancellation);

    /// <summary>Deletes the rows before a place, but for the anchor.</summary>
    /// <returns>How many are left.</returns>
    Task<long> PruneAsync(JournalPlace before, JournalPlace anchor, CancellationToken cancellation);

    /// <summary>Runs statements of installing, all of them or none.</summary>
    /// <param name="facts">What the database said to the account that reads, which may be another one.</param>
    /// <param name="choose">Which, by what there is when they run.</param>
    /// <param name="makes">Whether something is made, which takes more rights than taking it away.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JournalMisfitException">The account lacks rights.</exception>
    Task ChangeAsync(
        JournalFacts facts, Func<JournalInspection, IReadOnlyList<string>> choose, bool makes, CancellationToken cancellation);

    /// <summary>Completes when there may be rows to read, at the latest after an interval.</summary>
    Task WaitAsync(TimeSpan every, TimeProvider time, CancellationToken cancellation);
}

/// <summary>Where a round begins to read.</summary>
/// <param name="Horizon">The number below which no open transaction writes any more.</param>
/// <param name="IsAnchored">Whether the anchor is still there.</param>
/// <param name="IsWhole">Whether the rows have all that was committed when the round began.</param>
internal sealed record JournalHead(long Horizon, bool IsAnchored, bool IsWhole);
