using System.Collections.Immutable;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Sql.Tables;

/// <summary>One column that rows are ordered by.</summary>
internal readonly record struct OrderTerm(SqlField Column, bool Descending);

/// <summary>
/// What a list is ordered by: what the request says, and then the key, so that no two rows are alike; without a key, all
/// columns that can be ordered by. NULLs come after
/// everything else, and before it where the order is descending. Text is compared as the database compares that column.
/// </summary>
internal sealed record ListOrder(ImmutableArray<OrderTerm> Terms)
{
    /// <summary>Reads <c>-total,customer</c>; null, and the problem, where it is none.</summary>
    public static ListOrder? Read(SqlTable table, string? text, out string? problem)
    {
        problem = null;
        var terms = ImmutableArray.CreateBuilder<OrderTerm>();
        foreach (var word in text?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var name = word.TrimStart('-');
            var column = table.Order.FirstOrDefault(c => c.Name == name);
            if (column is null || word.Length > name.Length + 1)
                problem = $"is some of {string.Join(", ", table.Order.Select(c => c.Name))}, "
                    + $"each with - before it for descending{Spelling.DidYouMean(name, table.Order.Select(c => c.Name))}";
            else if (terms.Any(t => t.Column == column))
                problem = $"names {name} twice";
            else
                terms.Add(new OrderTerm(column, word[0] == '-'));
            if (problem is not null)
                return null;
        }

        var last = table.Key.IsEmpty ? table.Order : table.Key;
        terms.AddRange(last.Where(k => !terms.Any(t => t.Column == k)).Select(k => new OrderTerm(k, Descending: false)));
        return new ListOrder(terms.ToImmutable());
    }

    public override string ToString() => string.Join(",", Terms.Select(t => (t.Descending ? "-" : "") + t.Column.Name));

    public string By(ISqlProvider provider) =>
        string.Join(", ", Terms.Select(t => provider.OrderBy(provider.Quote(t.Column.Name), t.Descending, t.Column.Nullable)));

    /// <summary>What holds for the rows after one, and for no other.</summary>
    /// <param name="provider">Whose words it is said in.</param>
    /// <param name="last">That row's values of these columns.</param>
    /// <param name="values">Where they go.</param>
    public string After(ISqlProvider provider, IReadOnlyList<SqlRaw?> last, StatementValues values)
    {
        var names = last.Select((v, i) => v is null ? null : values.Add(Terms[i].Column, v)).ToList();
        var cases = new List<string>();
        for (var i = 0; i < Terms.Length; i++)
            if (Beyond(provider, i, names[i]) is { } beyond)
                cases.Add(string.Join(" AND ", [.. Enumerable.Range(0, i).Select(j => Same(provider, j, names[j])), beyond]));
        if (cases.Count == 0)
            return "1 = 0";
        var after = cases.Count == 1 ? cases[0] : $"({string.Join(" OR ", cases.Select(c => $"({c})"))})";
        // Says nothing new, but an index is of use to it.
        return cases.Count > 1 && !Terms[0].Column.Nullable && names[0] is not null
            ? $"{Quoted(provider, 0)} {(Terms[0].Descending ? "<=" : ">=")} {names[0]} AND {after}"
            : after;
    }

    private string Quoted(ISqlProvider provider, int term) => provider.Quote(Terms[term].Column.Name);

    private string Same(ISqlProvider provider, int term, string? value) =>
        value is null ? $"{Quoted(provider, term)} IS NULL" : $"{Quoted(provider, term)} = {value}";

    // Null where nothing comes after.
    private string? Beyond(ISqlProvider provider, int term, string? value)
    {
        var column = Quoted(provider, term);
        // A column that is declared to hold no NULL, and does, is ordered as the database does it.
        if (value is null)
            return Terms[term].Descending == (Terms[term].Column.Nullable || !provider.NullsFirst)
                ? $"{column} IS NOT NULL"
                : null;
        if (Terms[term].Descending)
            return $"{column} < {value}";
        return Terms[term].Column.Nullable ? $"({column} > {value} OR {column} IS NULL)" : $"{column} > {value}";
    }
}
