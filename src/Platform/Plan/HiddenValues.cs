using System.Text;

namespace Hub.Platform.Plan;

/// <summary>
/// Shows values that come from outside of the plan as the plan writes them, <c>${env:NAME}</c>. What the plan writes itself
/// stays as it is written, even where such a value is a part of it.
/// </summary>
internal sealed class HiddenValues
{
    // A shorter value stands in many a word.
    private const int Shortest = 4;
    private readonly List<(string Value, string Written)> _hidden = [];
    private readonly HashSet<string> _typed = new(StringComparer.Ordinal);

    /// <summary>Hides a value in every later message.</summary>
    public void Add(string value, string written)
    {
        if (value.Length >= Shortest)
            _hidden.Add((value, written));
    }

    /// <summary>Keeps a text that the plan writes itself; of an address, also its beginning that messages name.</summary>
    public void AddTyped(string text)
    {
        if (text.Length > Shortest && _typed.Add(text) && text.Contains("://", StringComparison.Ordinal)
            && Uri.TryCreate(text, UriKind.Absolute, out var address))
            _typed.Add(address.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>Returns a message without the values that are hidden.</summary>
    public string Hide(string message)
    {
        var found = _hidden.SelectMany(h => Places(message, h.Value).Select(at => (At: at, h.Value, h.Written))).ToList();
        if (found.Count == 0)
            return message;
        var values = found.Select(f => f.Value).Distinct(StringComparer.Ordinal).ToList();
        var typed = _typed
            .Where(t => values.Exists(v => t.Length > v.Length && t.Contains(v, StringComparison.Ordinal)))
            .SelectMany(t => Places(message, t).Select(at => (At: at, End: at + t.Length))).ToList();
        var (shown, done) = (new StringBuilder(message.Length), 0);
        foreach (var (at, value, written) in found.OrderBy(f => f.At).ThenByDescending(f => f.Value.Length))
        {
            var end = at + value.Length;
            if (end <= done || typed.Exists(t => t.At <= at && end <= t.End && t.End - t.At > value.Length))
                continue;
            if (at >= done)
                shown.Append(message, done, at - done).Append(written);
            done = end;
        }

        return shown.Append(message, done, message.Length - done).ToString();
    }

    private static IEnumerable<int> Places(string message, string text)
    {
        for (var at = message.IndexOf(text, StringComparison.Ordinal); at >= 0;
            at = message.IndexOf(text, at + 1, StringComparison.Ordinal))
            yield return at;
    }
}
