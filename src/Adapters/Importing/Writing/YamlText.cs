using System.Text.RegularExpressions;

namespace Hub.Importing.Writing;

/// <summary>Words as YAML takes them, quoted only where they must be: what is proposed is there to be read.</summary>
internal static partial class YamlText
{
    private const int Width = 118;

    /// <summary>A single value or a name, good within braces too.</summary>
    public static string Scalar(string value) => Plain.IsMatch(value) && !Special.IsMatch(value) ? value : Quoted(value);

    public static string Quoted(string value)
    {
        var text = new System.Text.StringBuilder("\"");
        foreach (var c in value)
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        return text.Append('"').ToString();
    }

    /// <summary><c>{ a: b, c: d }</c>, each value being YAML already; over several lines where one is too short.</summary>
    /// <param name="fields">Name → value.</param>
    /// <param name="indentation">Where its lines begin, should there be several.</param>
    /// <param name="used">What stands before it on its line.</param>
    public static string Map(IEnumerable<(string Name, string Value)> fields, int indentation, int used = 0) =>
        Wrapped("{ ", " }", "{}", [.. fields.Select(f => $"{Scalar(f.Name)}: {f.Value}")], indentation, used);

    /// <summary><c>[a, b]</c>.</summary>
    public static string List(IEnumerable<string> items, int indentation, int used = 0) =>
        Wrapped("[", "]", "[]", [.. items.Select(Scalar)], indentation, used);

    /// <summary>Words for people as a comment, shortened to a line.</summary>
    public static string Comment(string words, int indentation)
    {
        var line = string.Join(' ', Unprintable.Replace(words, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var room = Math.Max(20, Width - indentation - 2);
        return $"{new string(' ', indentation)}# {(line.Length <= room ? line : line[..(room - 1)].TrimEnd() + "…")}";
    }

    private static string Wrapped(string open, string close, string empty, List<string> items, int indentation, int used)
    {
        if (items.Count == 0)
            return empty;
        var line = open + string.Join(", ", items) + close;
        if (indentation + used + line.Length <= Width)
            return line;
        var lines = new List<string>();
        foreach (var item in items)
        {
            if (lines.Count > 0 && indentation + 2 + lines[^1].Length + item.Length + 2 <= Width)
                lines[^1] += $", {item}";
            else
                lines.Add(item);
        }

        var start = "\n" + new string(' ', indentation + 2);
        return $"{open.TrimEnd()}{start}{string.Join("," + start, lines)}{close}";
    }

    [GeneratedRegex(
        @"^[A-Za-z0-9_./$-][A-Za-z0-9_./$ -]*(?<! )\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Plain { get; }

    // What is read as something else than its letters.
    [GeneratedRegex(
        @"^(-|---|\.\.\.|null|true|false|yes|no|on|off|y|n|~|[-+.]?[0-9][0-9_.eExXa-fA-F+:-]*|[-+]?\.(inf|nan)|- .*)\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Special { get; }

    [GeneratedRegex(@"[\p{C}\u2028\u2029]", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Unprintable { get; }
}
