using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Comparing;

/// <summary>Texts, and the times that some of them are.</summary>
internal static class JsonText
{
    private const int TimeWithoutOffset = 19;

    /// <summary>Returns a string's text; as it is written where it escapes half a character, which no text can hold.</summary>
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(text));
        }
    }

    /// <summary>Returns a member's name; as it is written where it escapes half a character.</summary>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    /// <summary>Returns whether two texts are the same, or name one moment.</summary>
    public static bool AreSame(string legacy, string @new) =>
        legacy == @new || (MomentOf(legacy) is { } moment && moment == MomentOf(@new));

    /// <summary>
    /// Returns whether two texts are times that differ by a duration at most: both with an offset, or both without.
    /// </summary>
    public static bool AreNear(string legacy, string @new, TimeSpan most) => Apart(legacy, @new) <= most;

    /// <summary>
    /// Returns how far apart two times are, both with an offset or both without; null where they are no such times.
    /// </summary>
    public static TimeSpan? Apart(string legacy, string @new) =>
        MomentOf(legacy) is { } moment && MomentOf(@new) is { } other ? (moment - other).Duration()
        : LocalOf(legacy) is { } local && LocalOf(@new) is { } second ? (local - second).Duration()
        : null;

    /// <summary>
    /// Returns the moment of an RFC 3339 time with an offset, else null: a local time is a moment nobody knows, and finer than
    /// 100 ns is compared as it is written.
    /// </summary>
    public static DateTimeOffset? MomentOf(string text) =>
        text.Length is >= 20 and <= 40 && text[10] is 'T' or 't' && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
        && text.AsSpan(TimeWithoutOffset).IndexOfAnyExcept(".0123456789") <= 8
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)
            ? moment
            : null;

    private static DateTime? LocalOf(string text) =>
        text.Length is >= TimeWithoutOffset and <= 27 && text[10] is 'T' or 't'
        && text.AsSpan(TimeWithoutOffset).IndexOfAnyExcept(".0123456789") < 0
        && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local)
            ? local
            : null;
}
