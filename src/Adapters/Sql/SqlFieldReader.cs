using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Hub.Platform.Plan;

namespace Hub.Adapters.Sql;

/// <summary>Reads columns and parameters, each written <c>name: type</c>.</summary>
internal sealed partial class SqlFieldReader(PlanErrors errors)
{
    public ImmutableArray<SqlField> Read(PlanNode? node, string kind)
    {
        if (node is not null && node.Fields.Count == 0)
            errors.Add(node, $"each {kind} is written name: type");
        return [.. (node?.Fields ?? []).Select(f => ReadField(f.Key, f.Value, kind)).OfType<SqlField>()];
    }

    public SqlField? ReadField(string name, PlanNode node, string kind)
    {
        var type = node.Text ?? "";
        if ((kind == "parameter" && !Name.IsMatch(name)) || name.Any(char.IsControl))
            errors.Add(node, $"{kind} '{name}' is not a plain name");
        else if (SqlType.Find(type.TrimEnd('?')) is { } found)
            return new SqlField(name, found, type.EndsWith('?'));
        else
            errors.Add(node, $"{kind} '{name}': '{type}' is no type{Spelling.DidYouMean(type.TrimEnd('?'), SqlType.Names)}; "
                + $"types are {string.Join(", ", SqlType.Names.Order(StringComparer.Ordinal))}, with ? where there may be none");
        return null;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name { get; }
}
