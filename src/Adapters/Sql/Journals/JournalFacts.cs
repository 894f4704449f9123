using System.Collections.Immutable;

namespace Hub.Adapters.Sql.Journals;

/// <summary>What a database says of the tables that are to be journaled.</summary>
/// <param name="Account">Whom the hub works as; empty where there are no accounts.</param>
/// <param name="Tables">Each table, in the shape's order.</param>
internal sealed record JournalFacts(string Account, ImmutableArray<TableFacts> Tables)
{
    /// <summary>The type of a column that takes a value of any other.</summary>
    public const string Text = "text";

    /// <summary>The schema of the first table, in which the journal is made; null on an engine without schemas.</summary>
    public string? Schema => Tables[0].Schema;

    /// <summary>The types of the journal's key.</summary>
    public ImmutableArray<string> Types => Tables[0].Types;

    /// <summary>
    /// Finds why triggers would not fit the tables: they would refuse the application's writes, or not see all rows.
    /// </summary>
    public IEnumerable<string> FindProblems(JournalShape shape)
    {
        foreach (var (table, facts) in shape.Tables.Zip(Tables))
        {
            if (facts.Kind.Length == 0)
                yield return $"{table.Name} is not found"
                    + (facts.Schema is null ? "" : "; name it with its schema, as in ledger.invoice");
            else if (facts.Kind != TableFacts.Table)
                yield return $"{table.Name} is a {facts.Kind}, and changes are captured at tables: name those behind it";
            else
                foreach (var problem in FindProblems(shape.Tables[0], table, facts))
                    yield return problem;
        }
    }

    /// <summary>Says which rows the hub does not see; null for none.</summary>
    public string? FindHidden(JournalShape shape) =>
        shape.Tables.Zip(Tables).Where(t => t.Second.IsHiding).Select(t => t.First.Name).ToList() is { Count: > 0 } hiding
            ? $"row security hides rows of {string.Join(", ", hiding)} from {Account}: such records are not carried over, and "
                + "one that becomes hidden counts as deleted. Give the account a policy that shows all, or BYPASSRLS"
            : null;

    private IEnumerable<string> FindProblems(JournaledTable first, JournaledTable table, TableFacts facts)
    {
        if (facts.Unseen.Length > 0)
            yield return $"rows of {facts.Unseen} are rows of {table.Name} as well (INHERITS), and their changes are not its "
                + "own: name these tables beside it";
        for (var i = 0; i < table.Columns.Length; i++)
        {
            var (type, wanted) = (facts.Types[i], Types[i]);
            if (type.Length == 0)
                yield return $"{table.Name} has no column {table.Columns[i]}";
            else if (wanted.Length > 0 && !Takes(wanted, type))
                yield return $"{table.Name}.{table.Columns[i]} is {type}, and {first.Name}.{first.Columns[i]} is {wanted}: a "
                    + "record's key has one type";
        }
    }

    private static bool Takes(string wanted, string type) => wanted == type || wanted is Text or "bpchar"
        || (wanted == "numeric" && type == "bigint");
}

/// <summary>What a database says of one table.</summary>
/// <param name="Schema">Its schema, or the schema of what was made for it; null on an engine without schemas.</param>
/// <param name="Kind">What it is; empty where it is not found.</param>
/// <param name="Types">The types that its key's columns have in the journal, without lengths; empty for none.</param>
/// <param name="Unseen">Tables whose rows are listed with its own, and that its triggers do not see.</param>
/// <param name="IsHiding">Whether rows are hidden from the account.</param>
/// <param name="Unique">Conditions by which another row of the table <c>t</c> is in the way of a new one.</param>
internal sealed record TableFacts(
    string? Schema, string Kind, ImmutableArray<string> Types, string Unseen, bool IsHiding, ImmutableArray<string> Unique)
{
    public const string Table = "table";
}
