using System.Globalization;
using System.Security.Cryptography;

namespace Hub.Facade.Hops;

/// <summary>
/// Ids of requests, 32 hexadecimal digits: when this process started (48 bits of milliseconds), 32 random bits, and a
/// count. Unique over nodes and restarts, nearly ordered by time, and without a call to the random generator for each.
/// </summary>
internal sealed class RequestIds
{
    private readonly string _process;
    private long _count;

    public RequestIds(TimeProvider time) => _process = string.Create(
        CultureInfo.InvariantCulture,
        $"{time.GetUtcNow().ToUnixTimeMilliseconds() & 0xFFFF_FFFF_FFFF:x12}"
        + $"{BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)):x8}");

    /// <summary>An id that no other request has.</summary>
    public string Next() => IdOf(Interlocked.Increment(ref _count));

    /// <summary>The id of this process that has a count, from 1.</summary>
    public string IdOf(long number) => string.Create(32, (_process, number), static (id, state) =>
    {
        state._process.CopyTo(id);
        (state.number & 0xFFFF_FFFF_FFFF).TryFormat(id[20..], out _, "x12", CultureInfo.InvariantCulture);
    });

    /// <summary>The count in an id that this process gave, from 1; null for any other.</summary>
    public long? NumberOf(string id) =>
        id.Length == 32 && id.StartsWith(_process, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(20), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
