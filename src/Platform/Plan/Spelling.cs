namespace Hub.Platform.Plan;

/// <summary>Finds what somebody probably meant.</summary>
public static class Spelling
{
    private const int Longest = 200;

    /// <summary><c>"; did you mean 'GetOrder'?"</c>, or an empty string when nothing is near.</summary>
    public static string DidYouMean(string word, IEnumerable<string> known)
    {
        // Nobody types that, and comparing takes its length times that of each known one.
        if (word.Length > Longest)
            return "";
        var nearest = known.Select(k => (Word: k, Distance: Distance(word, k))).OrderBy(k => k.Distance).FirstOrDefault();
        return nearest.Word is not null && nearest.Distance <= Math.Max(1, word.Length / 3)
            ? $"; did you mean '{nearest.Word}'?"
            : "";
    }

    /// <summary>Levenshtein distance, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
