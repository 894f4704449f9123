using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Comparing;

/// <summary>
/// Compares JSON by meaning: members in any order, numbers by value (<c>1.50</c> is <c>1.5</c>), instants by moment where both
/// have an offset, all else as it is written. Absent, null and empty are three things; lists are compared in their order.
/// </summary>
internal static class JsonComparison
{
    private const int LongestPath = 300;

    /// <summary>Adds where two values differ. What every entry of a list has is named once.</summary>
    /// <param name="legacy">The legacy side's value.</param>
    /// <param name="new">The new side's value.</param>
    /// <param name="path">Where they stand; empty at the root.</param>
    /// <param name="found">Where the differences are added.</param>
    public static void Compare(JsonElement legacy, JsonElement @new, string path, HashSet<Difference> found)
    {
        if (IsBoolean(legacy) && IsBoolean(@new))
        {
            if (legacy.ValueKind != @new.ValueKind)
                Differ(path, "another boolean", found);
        }
        else if (legacy.ValueKind != @new.ValueKind)
            Differ(path, $"{NameOf(legacy)} at legacy, {NameOf(@new)} at new", found);
        else if (legacy.ValueKind == JsonValueKind.Object)
            CompareMembers(legacy, @new, path, found);
        else if (legacy.ValueKind == JsonValueKind.Array)
            CompareEntries(legacy, @new, path, found);
        else if (legacy.ValueKind == JsonValueKind.Number && !AreSameNumber(legacy, @new))
            Differ(path, "another number", found);
        else if (legacy.ValueKind == JsonValueKind.String && !AreSameText(legacy, @new))
            Differ(path, "another text", found);
    }

    private static void CompareMembers(JsonElement legacy, JsonElement @new, string path, HashSet<Difference> found)
    {
        var (was, now) = (MembersOf(legacy, "legacy", path, found), MembersOf(@new, "new", path, found));
        foreach (var (name, value) in was)
            if (now.TryGetValue(name, out var other))
                Compare(value, other, Under(path, name), found);
            else
                Differ(Under(path, name), "only at legacy", found);
        foreach (var name in now.Keys)
            if (!was.ContainsKey(name))
                Differ(Under(path, name), "only at new", found);
    }

    // Looked up by hash, as an object may have thousands of members. Of two of one name, readers take either one.
    private static Dictionary<string, JsonElement> MembersOf(
        JsonElement value, string side, string path, HashSet<Difference> found)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            if (!members.TryAdd(NameOf(member), member.Value))
                Differ(Under(path, NameOf(member)), $"more than once at {side}", found);
        return members;
    }

    // Where a member's name is a value itself, a mail address or a customer's number, it is not kept, and all of them are one.
    private static string Under(string path, string name)
    {
        var shown = name.Length is 0 or > 64 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '$'))
            || name.Count(char.IsAsciiDigit) > 2
                ? "{}"
                : name;
        if (path.Length > LongestPath)
            return path.EndsWith('…') ? path : $"{path}.…";
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private static void CompareEntries(JsonElement legacy, JsonElement @new, string path, HashSet<Difference> found)
    {
        var (count, newCount) = (legacy.GetArrayLength(), @new.GetArrayLength());
        // Which entry is missing nobody knows, and those after it would all differ.
        if (count != newCount)
        {
            Differ(path, newCount < count ? "fewer entries at new" : "more entries at new", found);
            return;
        }

        using var entries = @new.EnumerateArray();
        foreach (var entry in legacy.EnumerateArray())
        {
            entries.MoveNext();
            Compare(entry, entries.Current, $"{path}[]", found);
        }
    }

    private static bool AreSameNumber(JsonElement legacy, JsonElement @new)
    {
        var (was, now) = (legacy.GetRawText(), @new.GetRawText());
        return was == now || Plain(was) == Plain(now);
    }

    private const long LargestExponent = 1_000_000_000_000_000_000;

    // A number's digits without zeros at either end, and the power of ten that they are multiplied with: exact at any length.
    private static (string Digits, long Exponent, bool IsNegative) Plain(string number)
    {
        var isNegative = number[0] == '-';
        var e = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = number[(isNegative ? 1 : 0)..(e < 0 ? number.Length : e)];
        // Nobody's exponent; then only what is written the same is the same.
        if (!long.TryParse(e < 0 ? "0" : number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, null, out var exponent)
            || exponent is < -LargestExponent or > LargestExponent)
            return (number, 0, isNegative);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
            (mantissa, exponent) = (mantissa.Remove(point, 1), exponent - (mantissa.Length - point - 1));
        var digits = mantissa.TrimStart('0');
        var shortened = digits.TrimEnd('0');
        return shortened.Length == 0 ? ("", 0, false) : (shortened, exponent + (digits.Length - shortened.Length), isNegative);
    }

    private static bool AreSameText(JsonElement legacy, JsonElement @new)
    {
        var (was, now) = (TextOf(legacy), TextOf(@new));
        return was == now || (MomentOf(was) is { } moment && moment == MomentOf(now));
    }

    /// <summary>Returns a string's text; as it is written where it escapes half a character, which no text can hold.</summary>
    public static string TextOf(JsonElement text)
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

    private static string NameOf(JsonProperty member)
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

    // RFC 3339 with an offset; a local time is a moment nobody knows, and finer than 100 ns is compared as it is written.
    private static DateTimeOffset? MomentOf(string text) =>
        text.Length is >= 20 and <= 40 && text[10] is 'T' or 't' && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
        && text.AsSpan(19).IndexOfAnyExcept(".0123456789") <= 8
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment)
            ? moment
            : null;

    private static void Differ(string path, string what, HashSet<Difference> found) =>
        found.Add(new Difference(path.Length == 0 ? "body" : path, what));

    private static bool IsBoolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
