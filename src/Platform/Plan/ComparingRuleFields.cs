using System.Globalization;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>Reads a rule of comparing from its fields, in a plan and at run time alike, and names every fault.</summary>
public static class ComparingRuleFields
{
    private static readonly string[] Kinds = ["ignore", "tolerance", "unordered", "key", "equal"];

    /// <summary>The fields.</summary>
    internal static readonly PlanShape Shape = new("compare", "name", "kind", "path", "owner", "reason", "until")
    {
        { "name", PlanValue.Text, "Short, as in request-id." },
        { "kind", PlanValue.OneOf(Kinds), "How the values are compared instead." },
        { "path", PlanValue.Text, "Where, as ./hub evidence names it: \"lines[].unitPrice\"." },
        { "by", PlanValue.Text, "With tolerance how much may differ, with key the member, with equal what does not count." },
        { "owner", PlanValue.Text, "Who answers for it." },
        { "reason", PlanValue.Text, "Why it is no fault." },
        { "until", PlanValue.Text, "The last day on which it applies: 2027-03-31." },
    };

    /// <summary>The names of the fields.</summary>
    public static readonly IReadOnlyList<string> Names = Shape.Names;

    /// <summary>The header fields that are compared.</summary>
    public static readonly IReadOnlyList<string> Headers = ["Content-Type", "Location", "ETag", "Cache-Control", "Vary"];

    /// <summary>The longest owner, reason and path.</summary>
    public const int LongestText = 300;

    private const int LongestName = 64;

    // Zones differ by a quarter of an hour at least: with a larger one a wrong zone would pass.
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(14);
    private static readonly string[] Alike = ["absence", "trim", "case"];

    /// <summary>Reads a rule; null where it has a fault.</summary>
    /// <param name="field">Returns a field's text; null or empty where it is missing.</param>
    /// <param name="fault">Is told a field and what is wrong with it.</param>
    public static ComparingRule? Read(Func<string, string?> field, Action<string, string> fault)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(fault);
        var faults = 0;
        var name = Required("name", "short, as in request-id");
        if (name.Length > 0 && !IsName(name))
            Fault("name", $"'{Spelling.Shorten(name)}' is no name: 1 to {LongestName} of a-z, 0-9 and . _ -, as in request-id");
        var written = Required("kind", $"one of {string.Join(", ", Kinds)}");
        var kind = Array.IndexOf(Kinds, written);
        if (written.Length > 0 && kind < 0)
            Fault(
                "kind",
                $"'kind' is one of {string.Join(", ", Kinds)}, and not '{Spelling.Shorten(written)}'"
                + Spelling.DidYouMean(written, Kinds));
        var path = Required("path", "where, as ./hub evidence names it: lines[].unitPrice");
        if (path.Length > 0 && kind >= 0 && FaultOfPath(path, (ComparingKind)kind) is { } wrong)
            Fault("path", wrong);
        var by = field("by") is { Length: > 0 } text ? text : null;
        if (kind >= 0 && FaultOfBy(by, (ComparingKind)kind) is { } far)
            Fault("by", far);
        var (owner, reason) = (Required("owner", "who answers for it"), Required("reason", "why it is no fault"));
        foreach (var (said, value) in new[] { ("owner", owner), ("reason", reason) })
            if (value.Length > LongestText)
                Fault(said, $"'{said}' has {LongestText} characters at most");
        var day = Required("until", "the last day on which it applies, as in 2027-03-31");
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            || until.Year is < 2000 or > 9998)
        {
            if (day.Length > 0)
                Fault("until", $"'until' is a day, as in 2027-03-31, and not '{Spelling.Shorten(day)}'");
        }

        return faults > 0 ? null : new ComparingRule(name, (ComparingKind)kind, path, by, owner, reason, until);

        string Required(string missing, string what)
        {
            if (field(missing) is { Length: > 0 } value && !string.IsNullOrWhiteSpace(value))
                return value;
            Fault(missing, $"'{missing}' is missing: {what}");
            return "";
        }

        void Fault(string at, string message)
        {
            faults++;
            fault(at, message);
        }
    }

    private static bool IsName(string text) =>
        text.Length <= LongestName && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');

    private static string? FaultOfPath(string path, ComparingKind kind)
    {
        if (path.StartsWith("header ", StringComparison.Ordinal))
            return !Headers.Contains(path["header ".Length..], StringComparer.Ordinal)
                ? $"'{Spelling.Shorten(path)}' is not compared; header fields that are: {string.Join(", ", Headers)}"
                : kind == ComparingKind.Ignore ? null : "of a header field the kind is ignore";
        if (path == "body")
            return kind is ComparingKind.Unordered or ComparingKind.Key
                ? null
                : "'body' is the whole answer: with it nothing but the status would be compared; name a member, as in requestId";
        // JSONPath begins so.
        return path.Length <= LongestText && !path.StartsWith("$.", StringComparison.Ordinal)
            && path.Split('.').Select((s, i) => IsSegment(s, i == 0)).All(s => s)
            ? null
            : $"'{Spelling.Shorten(path)}' is no path: members are parted by dots, a list's entries are [], and a member whose "
                + "name is a value itself is {}, as in lines[].unitPrice";
    }

    private static bool IsSegment(string segment, bool isFirst)
    {
        var name = segment.AsSpan();
        while (name.EndsWith("[]"))
            name = name[..^2];
        return name.Length == 0 ? isFirst && segment.Length > 0 : name is "{}" || JsonNames.IsShown(name);
    }

    private static string? FaultOfBy(string? by, ComparingKind kind)
    {
        var rule = new ComparingRule("", kind, "", by, "", "", default);
        return kind switch
        {
            ComparingKind.Tolerance => rule.Duration > LongestTime
                ? $"'by' is {PlanDuration.Write(LongestTime)} at most: a larger one hides a time zone that is wrong"
                : rule.Share >= 1 ? "'by' is below 100%"
                : rule.Amount is not null || rule.Share is not null || rule.Duration is not null ? null
                : "'by' is how much may differ: a number such as 0.01, a share such as 0.5%, or of times a duration such as 2s",
            ComparingKind.Key => by is not null && JsonNames.IsShown(by)
                ? null
                : "'by' is the member that entries are matched by, as in sku",
            ComparingKind.Equal => by is not null && Alike.Contains(by, StringComparer.Ordinal)
                ? null
                : $"'by' is one of {string.Join(", ", Alike)}: absent, null and empty are the same; blanks around a text do not "
                    + "count; nor does upper and lower case",
            _ => by is null ? null : $"'by' goes with tolerance, key and equal, not with {Kinds[(int)kind]}",
        };
    }
}
