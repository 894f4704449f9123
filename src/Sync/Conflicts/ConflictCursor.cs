using System.Globalization;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Conflicts;

/// <summary>Where a page of conflicts begins: after the one that was found at a time and has an id.</summary>
/// <param name="FoundAt">When it was found, in microseconds.</param>
/// <param name="Id">Its id.</param>
internal sealed record ConflictCursor(long FoundAt, string Id)
{
    /// <summary>The beginning.</summary>
    public static ConflictCursor Start { get; } = new(0, "");

    public static ConflictCursor Of(Conflict conflict) => new(Microseconds.Of(conflict.FoundAt), conflict.Id);

    /// <summary>Reads what <see cref="ToString"/> wrote; empty is the beginning.</summary>
    public static ConflictCursor Parse(string text) => text.Split(' ') is [var at, var id]
        ? new(long.Parse(at, CultureInfo.InvariantCulture), id)
        : Start;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{FoundAt} {Id}");
}
