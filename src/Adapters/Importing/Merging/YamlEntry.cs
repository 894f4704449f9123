using System.Text.RegularExpressions;

namespace Hub.Importing.Merging;

/// <summary>
/// One entry of a plan file as the text it is, comments above it included, so that what people wrote is never reformatted.
/// </summary>
/// <param name="Key">Its name.</param>
/// <param name="Lines">Its text; of a section only up to the first entry within.</param>
/// <param name="Entries">A section's entries (<c>resources</c>, <c>routes</c>); null where the entry is taken as a whole.</param>
internal sealed partial record YamlEntry(string Key, IReadOnlyList<string> Lines, IReadOnlyList<YamlEntry>? Entries)
{
    /// <summary>
    /// The text by which two versions are the same: blank lines around it and blanks at line ends do not count.
    /// </summary>
    public string Content { get; } = string.Join('\n', Lines.Select(l => l.TrimEnd())).Trim('\n');

    public IEnumerable<string> AllLines => Lines.Concat((Entries ?? []).SelectMany(e => e.AllLines));

    /// <returns>
    /// The file's entries, or null where it is nothing but them: two of one name, a list, a document of several.
    /// </returns>
    public static IReadOnlyList<YamlEntry>? Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return Split(lines, indentation: 0)?.Select(Open).ToList() is { } entries
            && entries.DistinctBy(e => e.Key).Count() == entries.Count
            ? entries
            : null;
    }

    // A section's own entries, where it has any that can be told apart.
    private static YamlEntry Open(YamlEntry entry)
    {
        var head = entry.Lines.Index().First(l => !IsAside(l.Item)).Index;
        if (!SectionLine.IsMatch(entry.Lines[head])
            || entry.Lines.Skip(head + 1).FirstOrDefault(l => !IsAside(l)) is not { } first)
            return entry;
        var indentation = Indentation(first);
        // What is said of the first entry within stands below the section's own line.
        return Split([.. entry.Lines.Skip(head + 1)], indentation) is { } entries
            && entries.DistinctBy(e => e.Key).Count() == entries.Count
            ? new YamlEntry(entry.Key, [.. entry.Lines.Take(head + 1)], entries)
            : entry;
    }

    private static List<YamlEntry>? Split(string[] lines, int indentation)
    {
        var entries = new List<(string Key, List<string> Lines)>();
        var pending = new List<string>();
        foreach (var line in lines)
        {
            if (IsAside(line) && (line.Trim().Length == 0 || Indentation(line) <= indentation))
            {
                pending.Add(line);
            }
            else if (Indentation(line) > indentation)
            {
                if (entries.Count == 0)
                    return null;
                entries[^1].Lines.AddRange(pending);
                entries[^1].Lines.Add(line);
                pending.Clear();
            }
            else if (Indentation(line) < indentation || KeyLine.Match(line) is not { Success: true } key)
            {
                return null;
            }
            else
            {
                entries.Add((key.Groups["key"].Value.Trim('"', '\''), [.. pending, line]));
                pending.Clear();
            }
        }

        if (entries.Count == 0)
            return null;
        entries[^1].Lines.AddRange(pending);
        return [.. entries.Select(e => new YamlEntry(e.Key, e.Lines, Entries: null))];
    }

    private static bool IsAside(string line) => line.AsSpan().TrimStart() is [] or ['#', ..];

    private static int Indentation(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;

    [GeneratedRegex(
        """^ *(?<key>"[^"]*"|'[^']*'|[^\s#"'\-?&*!|>%@`\[\]{},][^#]*?):(\s|$)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex KeyLine { get; }

    [GeneratedRegex(@":\s*(#.*)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex SectionLine { get; }
}
