using System.Text;
using System.Text.RegularExpressions;
using Hub.Platform.Plan;

namespace Hub.Host.Tests;

/// <summary>
/// Changes a plan's YAML as slips, generators and enemies do: odd values, wrong types, extreme numbers, open brackets, lines
/// lost or doubled. The same seed makes the same plan.
/// </summary>
internal sealed partial class PlanMutator(IReadOnlyDictionary<string, byte[]> files, int seed)
{
    private static readonly string[] Values =
    [
        "nosuch", "1", "3", "20", "5s", "500ms", "50%", "true", "false", "legacy.get", "http://127.0.0.1:9", "Mixed.Case",
        "GET /api/elsewhere/{id}", "GET /api/elsewhere/{id:int}/x", "GET /{a}/{b?}", "GET /api/{a}-{b}", "shop.example.com",
        "*.example.com", "header X-Other", "query other", "body other.field", "service:orders", "/v2/other", "Europe/Berlin",
        "", "~", "null", "true", "[]", "{}", "[1, [2, {a: b}]]", "{ a: { b: [c] } }", "'", "\"", "[", "}", "|", "- x", "&a *a",
        "*a", "!!binary x", "\"\\u0007\"", "\"\\ud800\"", "\"a\\nb\"", "é", "🙂", "a b", "%", "%2F", "../..", "/", "//", "//[",
        "?", "#x", "0", "-1", "1e309", "NaN", "2147483648", "9223372036854775808", "0.000001ms", "1ms", "2d", "60d",
        "99999999999d", "1/s", "0%", "101%", "1e-300%", "http://", "http://[", "http://x:0", "http://x:99999", "http://a b",
        "ftp://x", "adapter:", "adapter:nosuch", "service:", "{id", "{id}", "{id:nosuch}", "{id:range(9)}",
        "{id:regex((a+)\\1)}", "{**x}/y", "{a}/{a}", "{a=b}", "{a?}/b", "GET /api/{a}/{a}", "GET /{**x}", "POST /",
        "GET /api/x?y", "NOPE /x", "a:b:c", "*", "*.x", "header X Y", "header (", "body a..b", "route nosuch", "claim x",
        "path.nosuch", "query.", "each", "2027-13-40", "22:00-22:00", "* * * * *", "none", "legacy", "inside",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The plan with one or two changes, and what they were.</summary>
    public (PlanBundle Plan, string Changes) Mutate()
    {
        var (texts, changes) = (new Dictionary<string, byte[]>(files, StringComparer.Ordinal), new List<string>());
        var names = files.Keys.Where(f => f.EndsWith(".yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        for (var left = _random.Next(4) == 0 ? 2 : 1; left > 0; left--)
        {
            var name = names[_random.Next(names.Count)];
            var before = Encoding.UTF8.GetString(texts[name]);
            var after = Change(before);
            texts[name] = Encoding.UTF8.GetBytes(after);
            changes.Add($"{name}: {Difference(before, after)}");
        }

        return (new PlanBundle(texts), string.Join('\n', changes));
    }

    private string Change(string text) => _random.Next(10) switch
    {
        0 => Lines(text, lines => lines.RemoveAt(_random.Next(lines.Count))),
        1 => Lines(text, lines => lines.Insert(_random.Next(lines.Count), lines[_random.Next(lines.Count)])),
        2 => text[.._random.Next(text.Length)],
        3 => text.Insert(_random.Next(text.Length), "{}[]\"':,&*!|#%"[_random.Next(14)].ToString()),
        4 => Replace(text, Key, m => $"{Word()}{m.Groups["after"].Value}"),
        5 => Replace(text, Value, _ => new string('x', 10_000)),
        _ => Replace(text, Value, _ => Values[_random.Next(Values.Length)]),
    };

    private string Word() => _random.Next(3) switch
    {
        0 => new string('k', 10_000),
        1 => "\"\\u0001\"",
        _ => "nosuch",
    };

    private string Replace(string text, Regex what, MatchEvaluator with)
    {
        var found = what.Matches(text);
        if (found.Count == 0)
            return text;
        var chosen = found[_random.Next(found.Count)];
        return text[..chosen.Index] + with(chosen) + text[(chosen.Index + chosen.Length)..];
    }

    private static string Lines(string text, Action<List<string>> change)
    {
        var lines = text.Split('\n').ToList();
        change(lines);
        return string.Join('\n', lines);
    }

    private static string Difference(string before, string after)
    {
        var (old, @new) = (before.Split('\n'), after.Split('\n'));
        var line = old.Zip(@new).TakeWhile(l => l.First == l.Second).Count();
        var shown = line < @new.Length ? @new[line] : "the end";
        return $"line {line + 1} is now: {(shown.Length > 200 ? shown[..200] + "…" : shown)}";
    }

    [GeneratedRegex(@"[\w.-]+(?<after>:\s)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key { get; }

    // What stands behind a colon, or in a list: a word, an address, a quoted text.
    [GeneratedRegex(
        """(?<=[:,\[] ?)("[^"\n]*"|[^\s\[\]{},#"][^,\[\]{}\n#]*)""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value { get; }
}
