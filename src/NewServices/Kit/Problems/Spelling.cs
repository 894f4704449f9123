namespace Hub.ServiceKit.Problems;

/// <summary>Finds what somebody probably meant.</summary>
public static class Spelling
{
    private const int LongestWord = 100;

    // A plan with thousands of slips is told what is wrong with each, and not what each might have meant.
    private const int MostCompared = 200;
    private const int MostListed = 30;

    /// <summary>Shortens a text that a message repeats, and shows its control characters as escapes.</summary>
    public static string Shorten(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = text.Length <= LongestWord ? text : text[..LongestWord] + "…";
        return shown.Any(char.IsControl)
            ? string.Concat(shown.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : $"{c}"))
            : shown;
    }

    /// <summary><c>"; did you mean 'GetOrder'?"</c>, or an empty string when nothing is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
            return "";
        var farthest = Math.Max(1, word.Length / 3);
        var nearest = known.Where(k => k != word && Math.Abs(k.Length - word.Length) <= farthest).Take(MostCompared)
            .Select(k => (Word: k, Distance: Distance(word, k, farthest))).OrderBy(k => k.Distance).FirstOrDefault();
        return nearest.Word is not null && nearest.Distance <= farthest ? $"; did you mean '{nearest.Word}'?" : "";
    }

    /// <summary>What was probably meant; where nothing is near, <c>"; known are a, b"</c>, as far as those are few.</summary>
    public static string DidYouMeanOr(string word, IReadOnlyCollection<string> known) =>
        DidYouMean(word, known) is { Length: > 0 } meant ? meant
        : known.Count is > 0 and <= MostListed ? $"; known are {string.Join(", ", known)}"
        : "";

    /// <summary>Adds a full stop unless a sentence ends with a mark of its own, as one does that asks what was meant.</summary>
    public static string EndSentence(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        return sentence is [.., '.' or '?' or '!'] ? sentence : sentence + ".";
    }

    /// <summary>
    /// Counts letters that are wrong, missing, too many or swapped with their neighbour (optimal string alignment), ignoring
    /// case; more than <paramref name="farthest"/> is any number beyond it.
    /// </summary>
    private static int Distance(string a, string b, int farthest)
    {
        var (before, above, row) = (new int[b.Length + 1], new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray());
        for (var i = 1; i <= a.Length; i++)
        {
            (before, above, row) = (above, row, before);
            var least = row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var best = Math.Min(above[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1), Math.Min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    best = Math.Min(best, before[j - 2] + 1);
                least = Math.Min(least, row[j] = best);
            }

            // A swap reaches back two rows.
            if (least > farthest + 1)
                return least;
        }

        return row[b.Length];

        static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
    }
}
