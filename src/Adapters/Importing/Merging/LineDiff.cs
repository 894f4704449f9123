namespace Hub.Adapters.Importing.Merging;

/// <summary>What differs between two texts, line by line, as unified diffs show it.</summary>
internal static class LineDiff
{
    private const int Context = 2;

    // Beyond it a table of all pairs of lines would be larger than what it is for.
    private const int MostPairs = 16_000_000;

    /// <returns>
    /// Lines that begin with <c>+</c>, <c>-</c> or a blank, a line <c>@@ N @@</c> before each group; none where nothing differs.
    /// </returns>
    public static IEnumerable<string> Of(string from, string to)
    {
        var (old, now) = (Lines(from), Lines(to));
        var changes = Changes(old, now);
        var shown = new HashSet<int>();
        foreach (var (index, _) in changes.Index().Where(c => c.Item.Sign != ' '))
            for (var i = Math.Max(0, index - Context); i <= Math.Min(changes.Count - 1, index + Context); i++)
                shown.Add(i);
        for (var i = 0; i < changes.Count; i++)
        {
            if (!shown.Contains(i))
                continue;
            if (!shown.Contains(i - 1))
                yield return $"@@ {changes[i].Line} @@";
            yield return $"{changes[i].Sign}{changes[i].Text}";
        }
    }

    private static List<(char Sign, string Text, int Line)> Changes(string[] old, string[] now)
    {
        var head = old.Zip(now).TakeWhile(p => p.First == p.Second).Count();
        var tail = old.Skip(head).Reverse().Zip(now.Skip(head).Reverse()).TakeWhile(p => p.First == p.Second).Count();
        var (a, b) = (old[head..^tail], now[head..^tail]);
        var changes = new List<(char, string, int)>();
        foreach (var (index, line) in old[..head].Index())
            changes.Add((' ', line, index + 1));
        var (i, j) = (0, 0);
        if ((long)a.Length * b.Length <= MostPairs)
        {
            var common = Common(a, b);
            while (i < a.Length && j < b.Length)
            {
                if (a[i] == b[j])
                    changes.Add((' ', a[i++], head + ++j));
                else if (common[i + 1, j] >= common[i, j + 1])
                    changes.Add(('-', a[i++], head + j + 1));
                else
                    changes.Add(('+', b[j++], head + j));
            }
        }

        for (; i < a.Length; i++)
            changes.Add(('-', a[i], head + j + 1));
        for (; j < b.Length; j++)
            changes.Add(('+', b[j], head + j + 1));
        foreach (var (index, line) in now[^tail..].Index())
            changes.Add((' ', line, now.Length - tail + index + 1));
        return changes;
    }

    // How many lines the rests have in common.
    private static int[,] Common(string[] a, string[] b)
    {
        var common = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
            for (var j = b.Length - 1; j >= 0; j--)
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        return common;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
