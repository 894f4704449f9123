using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;

namespace Hub.Adapters.Changes;

/// <summary>How one entity of a system is kept in step.</summary>
/// <param name="Name">The entity, as links name it.</param>
/// <param name="Key">The contract field that is its key.</param>
/// <param name="Cohort">The contract field it moves by; none for no cohorts.</param>
/// <param name="ExternalReference">
/// The contract field that holds the other side's reference; none where the system keeps none.
/// </param>
/// <param name="Changes">How changes are read by their numbers, or null.</param>
/// <param name="Modified">How changes are read by time stamps, or null.</param>
/// <param name="Snapshot">How changes are found where the system tells of none, or null.</param>
/// <param name="Find">Finds records by external reference, or null.</param>
/// <param name="Create">Makes a record, or null.</param>
/// <param name="Get">Reads a record by its key, or null.</param>
/// <param name="Update">Changes a record, or null.</param>
internal sealed record EntityDefinition(
    string Name,
    ImmutableArray<string> Key,
    ImmutableArray<string> Cohort,
    ImmutableArray<string> ExternalReference,
    ChangeFeed? Changes,
    ModifiedFeed? Modified,
    SnapshotFeed? Snapshot,
    MappedCall? Find,
    MappedCall? Create,
    MappedCall? Get,
    MappedCall? Update)
{
    /// <summary>The files that its changes are dropped as, or null.</summary>
    public FileFeed? Files { get; init; }

    /// <summary>The files that it is told changes by, or null.</summary>
    public FileDelivery? Write { get; init; }

    /// <summary>How it is asked whether it would take a record; null where it cannot be asked.</summary>
    public DryRun? DryRun { get; init; }

    /// <summary>Reads a record to be compared, with its version where updates need one; null where none can be read.</summary>
    public MappedCall? Current => Update?.Current ?? Get;

    /// <summary>Deletes a record; null where the system is not told of deletions.</summary>
    public MappedCall? Delete { get; init; }

    /// <summary>The contract's fields that belong to this side: its key, and the other side's reference.</summary>
    public IReadOnlyList<string> OwnFields { get; } =
        [.. new[] { Key, ExternalReference }.Where(p => p.Length == 1).Select(p => p[0]).Distinct(StringComparer.Ordinal)];

    public string? KeyOf(JsonObject content) => TextAt(content, Key);

    public string? CohortOf(JsonObject content) => TextAt(content, Cohort);

    public string? ExternalReferenceOf(JsonObject content) => TextAt(content, ExternalReference);

    private static string? TextAt(JsonObject content, ImmutableArray<string> path) =>
        !path.IsEmpty && DocumentTree.TryGet(content, path, out var node) ? node?.ToString() : null;
}

/// <summary>A "changed since" operation.</summary>
/// <param name="Call">
/// The operation; its answer is <c>items</c>, each with <c>version</c>, <c>position</c> and <c>content</c>.
/// </param>
/// <param name="Start">The position before the first change.</param>
/// <param name="Poll">How often there is a look for something new.</param>
/// <param name="Batch">Changes asked for at once, at most.</param>
internal sealed record ChangeFeed(MappedCall Call, string Start, TimeSpan Poll, int Batch);

/// <summary>A "modified since" operation, by the system's own time stamps.</summary>
/// <param name="Call">
/// The operation; its answer is <c>items</c> in the order of <c>modifiedAt</c>,
/// each with <c>content</c> and maybe <c>version</c>.
/// </param>
/// <param name="Start">A time before the first record.</param>
/// <param name="Poll">How often there is a look for something new.</param>
/// <param name="Overlap">How far each reading goes back: longer than the system's transactions take.</param>
/// <param name="Sweep">How long to wait from one reading of everything to the next.</param>
/// <param name="Batch">Records in a page.</param>
/// <param name="Most">Records in a page at most, where too many share a time stamp.</param>
internal sealed record ModifiedFeed(
    MappedCall Call, DateTimeOffset Start, TimeSpan Poll, TimeSpan Overlap, TimeSpan Sweep, int Batch, int Most)
{
    /// <summary>Whether records that share a time stamp are read on by their keys, in pages of any size.</summary>
    public bool ByKey => Call.In.Uses("after");
}

/// <summary>An operation that lists all records, to be compared with what it listed before.</summary>
/// <param name="Call">The operation; its answer is <c>items</c>, each with <c>content</c> and, in pages, <c>position</c>.</param>
/// <param name="Start">The position before the first record.</param>
/// <param name="Every">How long to wait from one comparison to the next.</param>
/// <param name="Batch">Records in a page.</param>
internal sealed record SnapshotFeed(MappedCall Call, string Start, TimeSpan Every, int Batch)
{
    /// <summary>Whether the records are read in pages, by key.</summary>
    public bool Paged => Call.In.Uses("after");

    /// <summary>How many records one comparison may find gone before a person is asked.</summary>
    public DeletionLimit Deletes { get; init; } = DeletionLimit.Default;

    /// <summary>
    /// How the database's own triggers, or its replication, tell which records changed, so that all are listed only at the
    /// beginning; null where they do not.
    /// </summary>
    public JournalFeed? Journal { get; init; }
}

/// <summary>
/// A journal that triggers fill, or a replication slot, looked into every <see cref="SnapshotFeed.Every"/>.
/// </summary>
/// <param name="Shape">The tables.</param>
/// <param name="Key">The properties of a listed record that make its key, in the order of the tables' columns.</param>
/// <param name="KeyOut">Reads the contract's key from them.</param>
internal sealed record JournalFeed(JournalShape Shape, ImmutableArray<SqlField> Key, MappingTable KeyOut)
{
    /// <summary>Whether a replication slot tells of the tables, and no triggers.</summary>
    public bool IsReplicated { get; init; }
}

/// <summary>
/// How many records one comparison may find gone before a person is asked: a listing that is empty because the system is
/// broken deletes nothing.
/// </summary>
/// <param name="Percent">The share of the known records, in percent from 0 to 100.</param>
/// <param name="AtLeast">As many may be gone whatever their share.</param>
internal sealed record DeletionLimit(double Percent, int AtLeast)
{
    /// <summary>5 %, and at least 20.</summary>
    public static DeletionLimit Default { get; } = new(5, 20);

    /// <summary>Whether so many are more than one comparison may find gone.</summary>
    public bool IsExceededBy(long gone, long known) => gone > AtLeast && gone > known * Percent / 100;

    /// <inheritdoc />
    public override string ToString() => FormattableString.Invariant($"{Percent} % and {AtLeast}");
}
