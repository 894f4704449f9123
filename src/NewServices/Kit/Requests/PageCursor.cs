using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// Where a page of a sorted list ends: the sort, the last record's value in it and its id, which tells records of one value
/// apart. A list goes on behind it whatever was made or deleted meanwhile (keyset paging).
/// </summary>
/// <param name="Sort">What the list is sorted by, as the query says it: <c>-rating</c>.</param>
/// <param name="Value">The last record's value.</param>
/// <param name="Id">The last record's id.</param>
public sealed record PageCursor(string Sort, long Value, string Id)
{
    private const int Longest = 400;

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    public static PageCursor? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > Longest || !Base64Url.IsValid(text))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 3);
        // PostgreSQL takes no U+0000 in a text.
        return parts is [var sort, var number, { Length: > 0 } id] && UnicodeText.IsXml(id)
            && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? new PageCursor(sort, value, id)
                : null;
    }

    /// <summary>Returns the cursor as callers get it and give it back: opaque base64url.</summary>
    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Sort}\n{Value}\n{Id}")));
}
