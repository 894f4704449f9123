namespace Hub.Adapters.Sql.Journals;

/// <summary>
/// How a database keeps a journal: a table that triggers fill, in the order of places. A place is a number, and an id beside it
/// where one number is that of a whole transaction.
/// </summary>
internal interface IJournalSql
{
    /// <summary>
    /// Reads one row for each table of the shape, in its order. The columns: schema; account; kind, which is empty for a missing
    /// table; other tables whose rows the triggers do not see; whether rows are hidden from the account; unique constraints;
    /// types of the key's columns.
    /// </summary>
    string Facts(JournalShape shape);

    /// <summary>All that a journal consists of, in the order in which it is made.</summary>
    IReadOnlyList<JournalObject> Objects(JournalShape shape, JournalFacts facts);

    /// <summary>
    /// Reads those that there are: name, definition, and a mark that changes when somebody makes it again or switches it off.
    /// </summary>
    string Find(JournalShape shape, JournalFacts facts);

    /// <summary>
    /// Reads one row: the horizon, below which no open transaction can write any more, and 1 where the anchor
    /// (<c>@tx</c>, <c>@id</c>) is still there.
    /// </summary>
    string Head(JournalShape shape);

    /// <summary>Reads at most <c>@limit</c> rows behind a place: number, id, kind, and the key.</summary>
    string Page(JournalShape shape);

    /// <summary>
    /// Writes a row that marks a beginning, and reads its place, and the number and the id behind which reading begins.
    /// </summary>
    string Begin(JournalShape shape);

    /// <summary>Deletes what is before a place, and reads how many rows are left.</summary>
    string Prune(JournalShape shape);

    /// <summary>
    /// Reads a row for each right that the account lacks which is to make the journal; null for a database without rights.
    /// </summary>
    string? Lacking(JournalShape shape, JournalFacts facts) => null;

    /// <summary>Reads which transaction is the oldest that is open; null for a database with one writer.</summary>
    string? Oldest => null;
}

/// <summary>A table, a function or a trigger that belongs to a journal.</summary>
/// <param name="Name">What it is, as people say it, and as <see cref="IJournalSql.Find"/> tells it.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Drop">Takes it away.</param>
/// <param name="Definition">How the database tells it where it is as it was made.</param>
internal sealed record JournalObject(string Name, string Create, string Drop, string Definition);

/// <summary>An object that is in the database.</summary>
internal sealed record FoundObject(string Name, string Definition, string Mark);

/// <summary>A place in a journal.</summary>
/// <param name="Number">The row's number, or its transaction's.</param>
/// <param name="Id">What tells rows of one transaction apart, or the same number in two histories of a database.</param>
internal sealed record JournalPlace(long Number, string Id);

/// <summary>What a row of a journal says.</summary>
internal static class JournalKind
{
    public const string Begun = "B";
    public const string Inserted = "I";
    public const string Updated = "U";
    public const string Deleted = "D";
    public const string Truncated = "T";
}
