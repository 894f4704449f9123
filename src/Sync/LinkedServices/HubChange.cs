using System.Globalization;

namespace Hub.Sync.LinkedServices;

/// <summary>
/// The change of the legacy side that a write at a linked service brings, as the header <c>Hub-Change</c>: the service keeps it
/// with the record and shows it, and need not understand it.
/// </summary>
/// <param name="Key">The record's key on the legacy side.</param>
/// <param name="Version">The record's version there.</param>
internal sealed record HubChange(string Key, long Version)
{
    /// <summary>The header's name.</summary>
    public const string Header = "Hub-Change";

    private const string Prefix = "legacy/";

    /// <summary>Reads the header; null where it is missing, or the hub has not written it.</summary>
    public static HubChange? Parse(string? text)
    {
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var at = text.LastIndexOf('/');
        if (at < Prefix.Length)
            return null;
        return long.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new HubChange(Uri.UnescapeDataString(text[Prefix.Length..at]), version)
            : null;
    }

    /// <summary>The header's value.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Uri.EscapeDataString(Key)}/{Version}");
}
