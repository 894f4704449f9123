using System.Collections.Concurrent;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Explaining;

/// <summary>Names callers for what outlives their requests: one string for each, whichever request showed it.</summary>
internal sealed class CallerNames
{
    private const int Most = 4096;
    private const int Longest = 200;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns the caller's name that the hub has checked, shortened to 200 characters; null for a caller without one.
    /// </summary>
    public string? Of(HttpContext context)
    {
        if (CallerKey.NameOf(context) is not { } name)
            return null;
        if (_names.TryGetValue(name, out var known))
            return known;
        // What is remembered keeps its strings; those who still call come back at once.
        if (_names.Count >= Most)
            _names.Clear();
        return _names.GetOrAdd(name, name.Length <= Longest ? name : name[..Longest]);
    }
}
