using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Adapters.Sql.Journals;

/// <summary>Which tables of a database are journaled for the records of an entity.</summary>
/// <param name="Entity">The entity: <c>invoices</c>.</param>
/// <param name="Tables">The record's own table first, then those with rows that belong to a record.</param>
internal sealed record JournalShape(string Entity, ImmutableArray<JournaledTable> Tables)
{
    // The name of a trigger has all of these and a word behind; PostgreSQL takes 63 bytes.
    private const int LongestEntity = 24;
    private const int LongestTable = 16;
    private const int HashLength = 8;

    /// <summary>The journal's name, without a schema.</summary>
    public string Name { get; } = $"hub_journal_{Plain(Entity, LongestEntity)}";

    /// <summary>How many columns a key has.</summary>
    public int KeyLength => Tables[0].Columns.Length;

    /// <summary>The columns of the journal that hold a key: <c>k1</c>.</summary>
    public IEnumerable<string> KeyColumns => Enumerable.Range(1, KeyLength).Select(n => $"k{n}");

    /// <summary>Those, as a statement lists them.</summary>
    public string KeyList => string.Join(", ", KeyColumns);

    /// <summary>The name of what is made for one table.</summary>
    public string NameFor(JournaledTable table) => $"{Name}_{Plain(table.Name, LongestTable)}";

    /// <summary>The same with the tables that another one has besides.</summary>
    public JournalShape With(JournalShape other) =>
        this with { Tables = [.. Tables, .. other.Tables.Where(o => Tables.All(t => t.Name != o.Name))] };

    // Names that differ only in what is replaced or cut off stay different by their hash.
    internal static string Plain(string name, int longest)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
        if (plain == name && name.Length <= longest)
            return plain;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
        return $"{plain[..Math.Min(plain.Length, longest - HashLength - 1)]}_{hash}";
    }
}

/// <summary>A table with triggers.</summary>
/// <param name="Name">Its name as the plan has it, with its schema where it has one: <c>ledger.invoice</c>.</param>
/// <param name="Columns">The columns that hold the record's key, in the key's order.</param>
internal sealed record JournaledTable(string Name, ImmutableArray<string> Columns)
{
    /// <summary>The name without its schema.</summary>
    public string OwnName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The schema; null where the name has none.</summary>
    public string? Schema => Name.LastIndexOf('.') is > 0 and var dot ? Name[..dot] : null;
}
