using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Reads a capability's <c>cohort</c>: what moves together, and where a request says which it belongs to.</summary>
internal static class CohortSection
{
    private static readonly PlanValue Source =
        PlanValue.Like("^ *(?i:header|route|query|body|claim) +[^ ]+ *$", "header X-Customer-Id, body customerId, route id");

    /// <summary>The fields of <c>cohort</c>.</summary>
    public static readonly PlanShape Shape = new("cohort", "key", "from", "seed")
    {
        { "key", PlanValue.Text, "The field of the contract that records and requests are grouped by." },
        { "from", PlanValue.ListOf(Source), "Where a request carries the key." },
        { "seed", PlanValue.Text, "Mixed into the bucket; another seed moves others first." },
        { "groups", Source, "The header or claim that names a caller's groups." },
    };

    private const string NeedsJwt =
        "a claim is believed of a caller only whom the hub has identified: that needs 'access: jwt'";

    public static CohortPlan Read(PlanNode node, PublicAccess access, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var sources = (node["from"]?.Items ?? [])
            .Select(n => ReadSource(n, access, errors))
            .OfType<CohortSource>()
            .ToImmutableArray();
        if (sources.IsEmpty)
            errors.Add(
                node["from"] ?? node,
                "'from' lists where a request carries the key: header NAME, route NAME, query NAME, body FIELD");
        return new CohortPlan(fields.Required("key"), sources, fields.Required("seed"))
        {
            Groups = node["groups"] is { } groups ? ReadGroups(groups, access, errors) : null,
        };
    }

    private static CohortSource? ReadGroups(PlanNode node, PublicAccess access, PlanErrors errors)
    {
        if (ReadSource(node, access, errors) is not { } source)
            return null;
        if (source.Kind is CohortSourceKind.Header or CohortSourceKind.Claim)
            return source;
        errors.Add(
            node,
            "'groups' is a header that is trusted because what stands before the hub sets it, "
            + "as in: header X-Customer-Groups, or a claim");
        return null;
    }

    private static CohortSource? ReadSource(PlanNode node, PublicAccess access, PlanErrors errors)
    {
        var words = (node.Text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 2
            && Enum.TryParse<CohortSourceKind>(words[0], ignoreCase: true, out var kind)
            && !char.IsDigit(words[0][0]))
        {
            if (kind == CohortSourceKind.Header)
                HeaderName.Check(words[1], node, errors);
            if (kind == CohortSourceKind.Claim && access != PublicAccess.Jwt)
                errors.Add(node, NeedsJwt);
            return new CohortSource(kind, words[1]) { At = node.At };
        }

        errors.Add(
            node,
            words is ["path", var parameter]
                ? $"'{node.Text}' is no place of a cohort key; a value in the path is written route {parameter}"
                : $"'{node.Text}' is no place of a cohort key; "
                    + "write header NAME, route NAME, query NAME, body FIELD or claim NAME");
        return null;
    }
}
