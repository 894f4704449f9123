using System.Collections.Immutable;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>cors</c> of <c>hub.yaml</c> or of a capability: <c>{ origins: [https://shop.example], methods: [GET, POST],
/// headers: [Content-Type], credentials: true, maxAge: 10m }</c>.
/// </summary>
internal static class CorsSection
{
    private const string Example = "as in origins: [https://shop.example, http://localhost:3000]";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The fields of <c>cors</c>.</summary>
    public static readonly PlanShape Shape = new("cors", "origins")
    {
        { "origins", PlanValue.OneOrMore(PlanValue.Text), "The pages that may call: https://shop.example." },
        { "methods", PlanValue.OneOrMore(PlanValue.OneOf(Methods)), "The methods that they may use; all where it is missing." },
        { "headers", PlanValue.OneOrMore(PlanValue.Text), "The header fields that they may send; any where it is missing." },
        { "credentials", PlanValue.Flag, "Whether cookies and passwords come along." },
        { "maxAge", PlanValue.Duration, "How long browsers keep a preflight." },
    };

    /// <summary>The section, or null where there is none.</summary>
    public static CorsPlan? Read(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return null;
        var fields = new PlanFields(node, errors, Shape);
        var plan = new CorsPlan(ReadOrigins(fields, errors), node.At)
        {
            Methods = ReadList(fields, "methods", errors, CheckMethod),
            Headers = ReadList(fields, "headers", errors, CheckHeader),
            Credentials = fields.Flag("credentials"),
        };
        if (plan.Credentials && plan.AllowsAnyOrigin)
            errors.Add(
                node["origins"]!,
                $"with 'credentials: true', '*' would let every page act for its visitors: list the origins, {Example}");
        var maxAge = fields.Duration("maxAge", plan.MaxAge, longest: TimeSpan.FromDays(3650));
        if (maxAge > Longest)
            errors.Add(node["maxAge"]!, "'maxAge' is 24h at most: no browser keeps a preflight longer");
        return plan with { MaxAge = maxAge };
    }

    private static ImmutableArray<string> ReadOrigins(PlanFields cors, PlanErrors errors)
    {
        if (cors.Node["origins"] is null && cors.Node.Kind == PlanNodeKind.Map)
            errors.Add(cors.Node, $"'origins' is missing: the pages that may call, {Example}, or [\"*\"] for any");
        var origins = ReadList(cors, "origins", errors, CheckOrigin);
        if (origins.Length > 1 && origins.Contains("*"))
            errors.Add(cors.Node["origins"]!, "'*' is any origin, and stands alone");
        return [.. origins.Select(o => Uri.TryCreate(o, UriKind.Absolute, out var origin) ? Normal(origin) : o)];
    }

    private static ImmutableArray<string> ReadList(
        PlanFields fields, string name, PlanErrors errors, Action<string, PlanNode, PlanErrors> check)
    {
        if (fields.Node[name] is not { } node)
            return [];
        var items = node.Kind == PlanNodeKind.List ? node.Items : [node];
        if (items.Count == 0)
            errors.Add(node, $"'{name}' is an empty list; leave it out, or list at least one");
        foreach (var item in items)
        {
            if (item.Text is { } text)
                check(text, item, errors);
            else
                errors.Add(item, $"'{name}' is a list of texts");
        }

        return [.. items.Select(i => i.Text).OfType<string>()];
    }

    private static void CheckOrigin(string text, PlanNode at, PlanErrors errors)
    {
        if (text == "*" || text.Contains("${", StringComparison.Ordinal))
            return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var origin)
            || origin.Scheme is not ("http" or "https")
            || origin.UserInfo.Length > 0
            || origin.Host.Contains('*')
            || !text.Equals(origin.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
                && !text.Equals($"{origin.Scheme}://{origin.Host}:{origin.Port}", StringComparison.OrdinalIgnoreCase))
            errors.Add(at, $"'{text}' is not an origin: scheme, host and port, without a path or a slash at the end, {Example}");
    }

    private static void CheckMethod(string text, PlanNode at, PlanErrors errors)
    {
        if (!Methods.Contains(text, StringComparer.Ordinal))
            errors.Add(at, $"'{text}' is not a method of routes; methods are {string.Join(", ", Methods)}"
                + Spelling.DidYouMean(text, Methods));
    }

    private static void CheckHeader(string text, PlanNode at, PlanErrors errors)
    {
        if (text.Any(c => !char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c)) || text == "*")
            errors.Add(at, $"'{text}' is not a header's name, such as Content-Type; leave 'headers' out to allow any");
    }

    // As browsers send it: lower case, punycode, and no port where it is the scheme's own.
    private static string Normal(Uri origin)
    {
        var host = origin.HostNameType == UriHostNameType.IPv6 ? origin.Host : origin.IdnHost;
        return $"{origin.Scheme}://{host}{(origin.IsDefaultPort ? "" : $":{origin.Port}")}";
    }
}
