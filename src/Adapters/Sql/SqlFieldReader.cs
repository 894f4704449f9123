using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Sql;

/// <summary>
/// Reads columns and parameters, each written <c>name: type</c>, or <c>name: { type: text, values: [A, B] }</c> where the
/// database takes no others.
/// </summary>
internal sealed partial class SqlFieldReader(PlanErrors errors)
{
    private static readonly PlanShape Declared = new("field", "type")
    {
        { "type", PlanValue.Text, "Its type, with ? where there may be none: text?, decimal." },
        { "values", PlanValue.ListOf(PlanValue.Either(PlanValue.Text, PlanValue.Empty)), "The only values that there are." },
    };

    /// <summary>What a column or parameter is.</summary>
    public static readonly PlanValue Shape = PlanValue.Either(PlanValue.Text, Declared);

    public ImmutableArray<SqlField> Read(PlanNode? node, string kind)
    {
        if (node is not null && node.Fields.Count == 0)
            errors.Add(node, $"each {kind} is written name: type");
        return [.. (node?.Fields ?? []).Select(f => ReadField(f.Key, f.Value, kind)).OfType<SqlField>()];
    }

    public SqlField? ReadField(string name, PlanNode node, string kind)
    {
        if (node.Kind != PlanNodeKind.Map)
            return ReadField(name, node, node.Text ?? "", [], kind);
        var fields = new PlanFields(node, errors, Declared);
        return ReadField(name, node["type"] ?? node, fields.Required("type"), ReadValues(node), kind);
    }

    private SqlField? ReadField(string name, PlanNode node, string type, ImmutableArray<string> values, string kind)
    {
        if ((kind == "parameter" && !Name.IsMatch(name)) || name.Any(char.IsControl))
            errors.Add(node, $"{kind} '{name}' is not a plain name");
        else if (SqlType.Find(type.TrimEnd('?')) is not { } found)
            errors.Add(node, $"{kind} '{name}': '{type}' is no type; types are "
                + $"{string.Join(", ", SqlType.Names.Order(StringComparer.Ordinal))}, with ? where there may be none"
                + Spelling.DidYouMean(type.TrimEnd('?'), SqlType.Names));
        else if (values.FirstOrDefault(v => found.Value.Write(JsonValue.Create(v), out _) is null) is { } odd)
            errors.Add(node, $"{kind} '{name}': '{Spelling.Shorten(odd)}' of its values is not of type {found.Name}");
        else
            return new SqlField(name, found, type.EndsWith('?')) { Values = values };
        return null;
    }

    private ImmutableArray<string> ReadValues(PlanNode node)
    {
        if (node["values"] is not { } values)
            return [];
        if (values.Items.Count == 0 || values.Items.Any(v => v.Kind != PlanNodeKind.Scalar))
            errors.Add(values, "'values' lists the only values that there are, as in values: [N, R, S]");
        var texts = values.Items.Where(v => v.Kind == PlanNodeKind.Scalar).Select(v => v.Text ?? "");
        return [.. texts.Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Name { get; }
}
