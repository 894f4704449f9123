namespace Hub.Adapters;

/// <summary>Finds what a mistyped name was meant to be.</summary>
internal static class DidYouMean
{
    /// <returns><c>; did you mean 'GetOrder'?</c>, or nothing when no name is near.</returns>
    public static string For(string name, IEnumerable<string> known)
    {
        var nearest = known.Distinct(StringComparer.Ordinal).Select(k => (Name: k, Distance: Distance(name, k)))
            .Where(k => k.Distance <= Math.Max(1, Math.Max(name.Length, k.Name.Length) / 3))
            .OrderBy(k => k.Distance).ThenBy(k => k.Name, StringComparer.Ordinal).FirstOrDefault();
        return nearest.Name is null ? "" : $"; did you mean '{nearest.Name}'?";
    }

    // Levenshtein over letters whatever their case: a wrong case is the commonest slip.
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 8 || a.Length > 64)
            return int.MaxValue;
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        foreach (var (i, letter) in a.Index())
        {
            var current = new int[b.Length + 1];
            current[0] = i + 1;
            for (var j = 0; j < b.Length; j++)
            {
                var change = char.ToLowerInvariant(letter) == char.ToLowerInvariant(b[j]) ? 0 : 1;
                current[j + 1] = Math.Min(Math.Min(current[j] + 1, previous[j + 1] + 1), previous[j] + change);
            }

            previous = current;
        }

        return previous[^1];
    }
}
