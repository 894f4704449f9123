using System.Text;
using System.Text.RegularExpressions;
using Hub.Tests.Processes;

namespace Hub.Host.Tests.Usage;

/// <summary>A command line of the hub as documents write it.</summary>
/// <param name="Where">The file and line.</param>
/// <param name="Text">The line, from <c>./hub</c> on.</param>
/// <param name="IsWhole">Whether it is meant to be typed as it stands: a line of its own, and no mention in a sentence.</param>
public sealed partial record WrittenCommandLine(string Where, string Text, bool IsWhole)
{
    private const string Program = "./hub";

    public override string ToString() => $"{Where}: {Text}";

    /// <summary>
    /// The words that the command line gets, without those that a reader is to fill in (<c>…</c>); in a sentence without
    /// brackets, and the first of alternatives (<c>wsdl|sql</c>).
    /// </summary>
    public string[] Words() => IsWhole
        ? Whole(Text)
        : [.. Whole(Text.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal))
            .Select(w => w.Split('|')[0])];

    private static string[] Whole(string text) => [.. Split(text).Skip(1).Where(w => w != "…")];

    /// <summary>Reads all of a document in Markdown, variables of the shell put in.</summary>
    public static IEnumerable<WrittenCommandLine> In(string path)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = Path.GetRelativePath(Repository.Root, path);
        var fenced = false;
        foreach (var (index, line) in File.ReadLines(path).Index())
        {
            var where = $"{file}({index + 1})";
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (!fenced && !line.StartsWith("    ", StringComparison.Ordinal))
            {
                foreach (Match mention in Mention().Matches(line))
                    yield return new(where, mention.Groups["line"].Value, IsWhole: false);
            }

            if (!fenced && !line.StartsWith("    ", StringComparison.Ordinal))
                continue;
            if (Assignment().Match(line) is { Success: true } assignment)
                variables[assignment.Groups["name"].Value] = assignment.Groups["value"].Value;
            var text = variables.Aggregate(
                line.Trim(), (t, v) => t.Replace($"${v.Key}", v.Value, StringComparison.Ordinal));
            if (text.StartsWith(Program + " ", StringComparison.Ordinal))
                yield return new(where, text, IsWhole: true);
        }
    }

    /// <summary>Finds lines to be typed that stand outside of blocks of code, where a browser shows them as text.</summary>
    public static IEnumerable<string> OutsideOfBlocks(string path)
    {
        var fenced = false;
        foreach (var (index, line) in File.ReadLines(path).Index())
            if (line.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            else if (!fenced && line.StartsWith(Program + " ", StringComparison.Ordinal))
                yield return $"{Path.GetRelativePath(Repository.Root, path)}({index + 1}): {line}";
    }

    /// <summary>Words as a shell makes them of a line, up to a comment.</summary>
    private static IEnumerable<string> Split(string line)
    {
        var (word, quote, begun) = (new StringBuilder(), '\0', false);
        foreach (var c in line)
        {
            if (quote == '\0' && c == '#' && !begun)
                break;
            if (quote == '\0' && c == ' ')
            {
                if (begun)
                    yield return word.ToString();
                (word, begun) = (new StringBuilder(), false);
                continue;
            }

            begun = true;
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '\'' or '"')
                quote = c;
            else
                word.Append(c);
        }

        if (begun)
            yield return word.ToString();
    }

    [GeneratedRegex(@"`(?<line>\./hub(?: [^`]*)?)`", RegexOptions.None, 2000)]
    private static partial Regex Mention();

    [GeneratedRegex("""^ *(?<name>\w+)="(?<value>.*)"$""", RegexOptions.None, 2000)]
    private static partial Regex Assignment();
}
