namespace Hub.Platform.Plan;

/// <summary>Finds what somebody probably meant.</summary>
public static class Spelling
{
    private const int LongestWord = 100;

    // A plan with thousands of slips is told what is wrong with each, and not what each might have meant.
    private const int MostCompared = 200;

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
        var nearest = known.Where(k => Math.Abs(k.Length - word.Length) <= farthest).Take(MostCompared)
            .Select(k => (Word: k, Distance: Distance(word, k, farthest))).OrderBy(k => k.Distance).FirstOrDefault();
        return nearest.Word is not null && nearest.Distance <= farthest ? $"; did you mean '{nearest.Word}'?" : "";
    }

    /// <summary>Levenshtein distance, ignoring case; more than <paramref name="farthest"/> is any number beyond it.</summary>
    private static int Distance(string a, string b, int farthest)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            var least = row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > farthest)
                return least;
        }

        return row[b.Length];
    }
}
