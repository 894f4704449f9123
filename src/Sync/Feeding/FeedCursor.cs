using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Hub.Sync.Feeding;

/// <summary>
/// Where a reader of a feed stands. It is good for one entity's feed of one generation, and callers keep it as it is: what it is
/// made of may change.
/// </summary>
/// <param name="Entity">The entity.</param>
/// <param name="Generation">The feed's generation; 0 of a feed that had no number yet.</param>
/// <param name="Number">The last number that was read; 0 for none.</param>
/// <param name="Floor">
/// The highest number of a deletion that was pruned when the reading began: the reader never saw its record.
/// </param>
/// <param name="SeenAt">
/// The time of the latest change that was read, in microseconds: nothing up to the number is later, unless a backup was restored
/// and others got these numbers since.
/// </param>
internal sealed record FeedCursor(string Entity, long Generation, long Number, long Floor, long SeenAt)
{
    private const string Kind = "feed";
    private const int Longest = 1024;

    /// <summary>Returns whether deletions behind the cursor were pruned since, so that its reader has missed them.</summary>
    public bool IsBehind(FeedState state) => Math.Max(Number, Floor) < state.Pruned;

    /// <summary>Returns whether it is of another feed: made anew since, or restored to a time before the cursor's.</summary>
    public bool IsOfAnother(FeedState state) =>
        (Generation != 0 && Generation != state.Generation) || Number > state.Last || Floor > state.Pruned
        || state.BeforeAt > SeenAt;

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static FeedCursor? Parse(string text)
    {
        if (text.Length > Longest || !Base64Url.IsValid(text))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n');
        // Those of the version before have no time.
        return parts is [Kind, { Length: > 0 } entity, var generation, var number, var floor, .. { Length: <= 1 } time]
            && Read(generation) is { } g && Read(number) is { } n && Read(floor) is { } f
            && (time is [var seen] ? Read(seen) : long.MaxValue) is { } at
                ? new FeedCursor(entity, g, n, f, at)
                : null;
    }

    /// <inheritdoc />
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{Kind}\n{Entity}\n{Generation}\n{Number}\n{(Number >= Floor ? 0 : Floor)}\n{SeenAt}")));

    private static long? Read(string text) =>
        text.All(char.IsAsciiDigit) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
