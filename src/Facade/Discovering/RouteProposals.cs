using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Facade.Discovering;

/// <summary>Writes routes of a plan for what passes through catch-alls: to be pasted into capabilities, and edited.</summary>
public static partial class RouteProposals
{
    private const int LongestId = 80;
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    private static readonly string[] StaticFiles =
        [".css", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".map", ".png", ".svg", ".ttf", ".woff", ".woff2"];

    /// <summary>Returns <c>routes:</c> of each capability as YAML, with the reason for what is left out.</summary>
    /// <param name="requests">What was seen.</param>
    /// <param name="capability">The capability that gets all routes; null to name capabilities by the paths' first words.</param>
    /// <param name="taken">The ids that the plan has already.</param>
    public static string Write(IEnumerable<DiscoveredRequest> requests, string? capability, IEnumerable<string> taken)
    {
        var ids = taken.ToHashSet(StringComparer.Ordinal);
        var (text, all) = (new StringBuilder(), requests.ToList());
        var routes = all.Where(r => FindObstacle(r) is null)
            .GroupBy(r => (r.Method, r.Host, Shape: ShapeOf(r.Template).ToUpperInvariant()))
            .Where(g => g.Key.Method != "HEAD" || !all.Any(r => r.Method == "GET" && r.Template == g.First().Template))
            .Select(g => (Request: g.First(), Count: g.Sum(r => r.Requests), Callers: g.Max(r => r.Callers)))
            .ToList();
        var shared = CountShared([.. routes.Select(r => r.Request)]);
        var proposed = routes.GroupBy(r => capability ?? CapabilityOf(r.Request, shared)).ToList();
        foreach (var group in proposed)
        {
            var sides = group.Select(r => r.Request.To).OfType<string>().Distinct().ToList();
            var legacy = sides.Count > 0 ? $", whose legacy side is {string.Join(" or ", sides)}" : "";
            text.Append(CultureInfo.InvariantCulture, $"# Paste below 'routes:' of capability {group.Key}{legacy}.\nroutes:\n");
            foreach (var (request, count, callers) in group)
            {
                var pattern = PatternOf(request.Template);
                var match = request.Host is null
                    ? $"{request.Method} {pattern}"
                    : $"{{ match: \"{request.Method} {pattern}\", host: \"{request.Host}\" }}";
                text.Append(CultureInfo.InvariantCulture,
                    $"  {IdOf(group.Key, request, ids)}: {match}   # {count:N0} {(count == 1 ? "request" : "requests")}, "
                    + $"callers: {callers:N0}\n");
            }

            text.Append('\n');
        }

        if (proposed.Count == 0)
            text.Append("# No routes to propose.\n");
        foreach (var left in all.GroupBy(FindObstacle).Where(g => g.Key is not null))
            text.Append(CultureInfo.InvariantCulture, $"# Left out: {left.Count():N0} {left.Key}.\n");
        return text.ToString();
    }

    /// <summary>Returns a template without the names of its values, as <see cref="Addressing.PathTemplate"/> has it.</summary>
    internal static string ShapeOf(string template) => Placeholder().Replace(template, "{}");

    private static string? FindObstacle(DiscoveredRequest request) =>
        request.Route is not null ? "that routes claim by now"
        : request.Action is not null ? "of SOAP (./hub import wsdl proposes routes for them)"
        : !Methods.Contains(request.Method, StringComparer.Ordinal) ? "with methods that routes do not have"
        : request.Template.Contains(SegmentShape.Rest, StringComparison.Ordinal) ? "with too many different paths"
        : Platform.Plan.OwnPaths.Include(request.Template) ? "under the hub's own paths"
        : StaticFiles.Any(e => request.Template.EndsWith(e, StringComparison.OrdinalIgnoreCase))
            ? "of pictures, styles and scripts"
        : !request.Statuses.Any(s => s.Key is 0 or (>= 100 and < 400)) ? "that were never answered well"
        : null;

    private static string PatternOf(string template)
    {
        var names = 0;
        return Placeholder().Replace(template, _ => ++names == 1 ? "{id}" : $"{{id{names}}}");
    }

    // In a log nobody says where an application's paths begin: what all of them begin with tells nothing of a capability.
    private static int CountShared(IReadOnlyList<DiscoveredRequest> requests)
    {
        var paths = requests.Select(r => WordsOf(r.Template)).ToList();
        return requests.Any(r => r.Claim is not null) || paths.Count < 2 ? 0 : Enumerable.Range(0, paths.Min(p => p.Count))
            .TakeWhile(at => paths.All(p => p[at] == paths[0][at] && p.Count > at + 1)).Count();
    }

    private static string CapabilityOf(DiscoveredRequest request, int shared)
    {
        var claimed = request.Claim is { } claim ? WordsOf(claim[(request.Host?.Length ?? 0)..]).Count : shared;
        var words = WordsOf(request.Template);
        return words.Skip(claimed).FirstOrDefault(IsTelling) ?? words.LastOrDefault(IsTelling) ?? "discovered";
    }

    private static bool IsTelling(string word) => word.Length > 2 && word is not ("api" or "rest" or "services");

    private static string IdOf(string capability, DiscoveredRequest request, HashSet<string> taken)
    {
        var words = WordsOf(request.Template);
        var more = string.Concat(words.SkipWhile(w => w != capability).Skip(1).Select(w => $"-{w}"));
        if (!words.Contains(capability, StringComparer.Ordinal))
            more = string.Concat(words.Select(w => $"-{w}"));
        var verb = request.Method switch
        {
            "GET" => request.Template.EndsWith('}') || request.Template.Contains("}.", StringComparison.Ordinal) ? "get" : "list",
            "HEAD" => "head",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            _ => "delete",
        };
        var id = $"{capability}.{verb}{more}";
        id = id.Length > LongestId ? id[..LongestId] : id;
        var unique = id;
        for (var number = 2; !taken.Add(unique); number++)
            unique = $"{id}-{number}";
        return unique;
    }

    // Words as ids have them; what stands before an extension counts alone.
    private static List<string> WordsOf(string path) =>
    [
        .. path.Split('/').Where(s => s.Length > 0 && s[0] != '{').Select(s => s.Split('.')[0].Length > 0 ? s.Split('.')[0] : s)
            .Select(s => new string([.. s.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-'))
            .Where(s => s.Length > 0),
    ];

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, Timeout.Infinite)]
    private static partial Regex Placeholder();
}
