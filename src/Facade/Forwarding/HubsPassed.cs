using System.Security.Cryptography;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Finds requests that come back to the hub that has forwarded them, because a side or a catch-all leads back here, perhaps by
/// way of other hubs. Each hub adds a random mark of its own to <c>X-Hub-Via</c>; callers do not know the marks, and what they
/// write there changes nothing.
/// </summary>
internal sealed class HubsPassed
{
    /// <summary>What is answered, with 508, to a request that has come back.</summary>
    public const string CameBack =
        "The request came back to the hub that had forwarded it: a side or a catch-all of the plan leads back here. "
        + "Give it the address of the system that is to answer.";

    // Of a longer list the last marks stay, so that no list from outside can push out a hub's own.
    private const int Most = 16;
    private const int MarkLength = 32;

    /// <summary>The mark of this process.</summary>
    public string Mark { get; } = RandomNumberGenerator.GetHexString(MarkLength, lowercase: true);

    /// <summary>Reads the header of a request, and keeps of it what other hubs may have written.</summary>
    /// <returns>Whether the request has passed this hub before.</returns>
    public bool Read(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(HubHeaders.Via, out var passed))
            return false;
        var marks = passed.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Where(m => m.Length == MarkLength && m.All(char.IsAsciiHexDigitLower)).TakeLast(Most).ToList();
        if (marks.Count == 0)
            headers.Remove(HubHeaders.Via);
        else
            headers[HubHeaders.Via] = string.Join(", ", marks);
        return marks.Contains(Mark, StringComparer.Ordinal);
    }
}
