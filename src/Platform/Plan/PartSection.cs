using System.Collections.Immutable;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads one part of a composition: <c>customer: customers.get</c>, or as a map with <c>route</c>, whose other fields are the
/// parameters that the route is asked with.
/// </summary>
internal static class PartSection
{
    /// <summary>How many parts a composition has at most.</summary>
    public const int Most = 16;

    /// <summary>The shortest deadline.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest deadline.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>The fields of a part.</summary>
    public static readonly PlanShape Shape = new("part", "route")
    {
        Others = PlanValue.Text,
        Fields =
        [
            new("route", PlanValue.Text, "The id of the route that is asked: customers.get."),
            new("optional", PlanValue.Flag, "Whether the answer does without it."),
            new("deadline", PlanValue.Duration, "How long it may take, where that is less than the whole answer may."),
            new("first", PlanValue.Whole(1, 1000), "How many entries of its list are shown."),
            new("lastKnown", PlanValue.Duration, "How old a former answer may be that stands in for a missing one."),
            new("key", PlanValue.Text, "Where the answer to several keys has the key of each entry: items[].id."),
            new("parameters", PlanValue.MapOf(PlanValue.Text), "Parameters whose name is one of these fields: { first: 5 }."),
        ],
    };

    public static PartPlan? Read(string name, PlanNode node, PlanErrors errors)
    {
        if (!IsName(name))
            errors.Add(
                node,
                $"'{Spelling.Shorten(name)}' names no part: a name begins with a letter and has letters, digits, - and _, "
                + "as in customer");
        // The short form stands for a map with nothing but a route.
        var map = node.Kind == PlanNodeKind.Scalar ? PlanNode.Map(node.At, [KeyValuePair.Create("route", node)]) : node;
        var fields = new PlanFields(map, errors, [.. Shape.Names.Union(map.Fields.Select(f => f.Key), StringComparer.Ordinal)]);
        var route = fields.Required("route");
        var written = map.Fields.Where(f => !Shape.Has(f.Key)).Concat(map["parameters"]?.Fields ?? []);
        var parameters = written.Select(f => ReadParameter(f.Key, f.Value, errors)).OfType<PartParameter>().ToImmutableArray();
        if (route.Length == 0)
            return null;
        var part = new PartPlan(name, route, parameters, node.At)
        {
            Optional = fields.Flag("optional"),
            Deadline = map["deadline"] is null ? null : fields.Duration("deadline", Shortest, Shortest, Longest),
            First = map["first"] is null ? null : fields.Integer("first", 1, 1, 1000),
            LastKnown = map["lastKnown"] is null
                ? null
                : fields.Duration("lastKnown", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        };
        return map["key"] is { } key ? part with { Key = ReadKey(key, part, errors) } : part;
    }

    private static PartField? ReadKey(PlanNode node, PartPlan part, PlanErrors errors)
    {
        if (PartField.Parse(node.Text ?? "") is { IsList: true } field)
        {
            if (part.Each is null)
                errors.Add(
                    node,
                    "'key' goes with a parameter that has a value for each entry of a list, "
                    + "as in { id: \"{order.lines[].sku}\" }");
            return field;
        }

        errors.Add(node, "'key' says where each entry of the answer has its key, as in items[].id");
        return null;
    }

    private static PartParameter? ReadParameter(string name, PlanNode node, PlanErrors errors)
    {
        if (node.Text is { } text && !node.Referenced && PartTemplate.Parse(text) is { } template)
            return new PartParameter(name, template, node.At);
        errors.Add(
            node,
            $"'{Spelling.Shorten(name)}' is a text with values in braces: {{id}} of the request, {{order.customerId}} of "
            + "another part");
        return null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 60 && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
