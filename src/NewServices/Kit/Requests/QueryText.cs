using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// Tells queries that are text from those that are not. Query parsers leave bytes that are not UTF-8 percent-encoded, so a
/// filter would search for a percent sign and answer as if nothing were wrong.
/// </summary>
public static class QueryText
{
    /// <summary>Why a query is refused that is not text.</summary>
    public const string Invalid =
        "The query has an invalid percent sequence, or one that is not UTF-8; write a percent sign itself as %25.";

    /// <summary>Returns whether each percent sequence of a query is one of UTF-8.</summary>
    public static bool IsUtf8(QueryString query)
    {
        var rest = query.Value.AsSpan();
        Span<byte> bytes = stackalloc byte[4];
        while (rest.IndexOf('%') is >= 0 and var at)
        {
            rest = rest[at..];
            var count = 0;
            while (count < bytes.Length && rest.Length >= (3 * count) + 3 && rest[3 * count] == '%'
                && byte.TryParse(rest.Slice((3 * count) + 1, 2), NumberStyles.AllowHexSpecifier, null, out bytes[count]))
                count++;
            if (Rune.DecodeFromUtf8(bytes[..count], out _, out var used) != OperationStatus.Done)
                return false;
            rest = rest[(3 * used)..];
        }

        return true;
    }
}
