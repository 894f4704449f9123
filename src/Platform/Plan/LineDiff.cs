namespace Hub.Platform.Plan;

/// <summary>What differs between two texts, line by line, in the hunks of a unified diff, as patch reads them.</summary>
public static class LineDiff
{
    private const int Context = 3;

    // Beyond it a table of all pairs of lines would be larger than what it is for.
    private const int MostPairs = 16_000_000;

    /// <summary>
    /// Returns a line <c>@@ -FROM,COUNT +TO,COUNT @@</c> before each group, then its lines, each after <c>+</c>, <c>-</c> or a
    /// blank; nothing where the texts do not differ. Ends of lines do not count.
    /// </summary>
    public static IEnumerable<string> Of(string from, string to)
    {
        var (old, now) = (Lines(from), Lines(to));
        var changes = Changes(old, now);
        var shown = new HashSet<int>();
        foreach (var (index, _) in changes.Index().Where(c => c.Item.Sign != ' '))
            for (var i = Math.Max(0, index - Context); i <= Math.Min(changes.Count - 1, index + Context); i++)
                shown.Add(i);
        var (a, b) = (0, 0);
        for (var i = 0; i < changes.Count;)
        {
            if (!shown.Contains(i))
            {
                (a, b, i) = (a + 1, b + 1, i + 1);
                continue;
            }

            var end = i;
            while (shown.Contains(end))
                end++;
            var hunk = changes[i..end];
            var (left, right) = (hunk.Count(c => c.Sign != '+'), hunk.Count(c => c.Sign != '-'));
            yield return $"@@ -{Range(a, left)} +{Range(b, right)} @@";
            foreach (var (sign, text) in hunk)
                yield return $"{sign}{text}";
            (a, b, i) = (a + left, b + right, end);
        }
    }

    // A range without lines is named by the line before it.
    private static string Range(int before, int count) => $"{(count == 0 ? before : before + 1)},{count}";

    private static List<(char Sign, string Text)> Changes(string[] old, string[] now)
    {
        var head = old.Zip(now).TakeWhile(p => p.First == p.Second).Count();
        var tail = old.Skip(head).Reverse().Zip(now.Skip(head).Reverse()).TakeWhile(p => p.First == p.Second).Count();
        var (a, b) = (old[head..^tail], now[head..^tail]);
        List<(char, string)> changes = [.. old[..head].Select(line => (' ', line))];
        var (i, j) = (0, 0);
        if ((long)a.Length * b.Length <= MostPairs)
        {
            var common = Common(a, b);
            while (i < a.Length && j < b.Length)
            {
                if (a[i] == b[j])
                {
                    changes.Add((' ', a[i++]));
                    j++;
                }
                else if (common[i + 1, j] >= common[i, j + 1])
                    changes.Add(('-', a[i++]));
                else
                    changes.Add(('+', b[j++]));
            }
        }

        while (i < a.Length)
            changes.Add(('-', a[i++]));
        while (j < b.Length)
            changes.Add(('+', b[j++]));
        changes.AddRange(now[^tail..].Select(line => (' ', line)));
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
