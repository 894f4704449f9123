using System.Globalization;
using System.Text.Json;
using Hub.Facade.Comparing;
using Hub.Platform.Plan;

namespace Hub.Facade.Evidence;

/// <summary>
/// Masks values for examples: each letter becomes x, each digit 9, so that the shape stays and the value does not.
/// </summary>
internal static class MaskedValue
{
    private const int Longest = 80;

    // Time zones lie within that; how far apart two birthdays are is nobody's business.
    private static readonly TimeSpan LargestOfZones = TimeSpan.FromHours(26);

    /// <summary>Returns a value masked, of a list or an object its size only; null for none.</summary>
    public static string? Of(JsonElement? value) => value switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } some => $"{{{Counted(some.EnumerateObject().Count(), "member")}}}",
        { ValueKind: JsonValueKind.Array } some => $"[{Counted(some.GetArrayLength(), "entry", "entries")}]",
        { ValueKind: JsonValueKind.String } some => $"\"{Mask(JsonText.Of(some))}\"",
        { ValueKind: JsonValueKind.Number } some => Mask(some.GetRawText()),
        { ValueKind: JsonValueKind.Null } => "null",
        _ => "a boolean",
    };

    /// <summary>
    /// Returns how far apart two values are: of numbers the next power of ten, of times the duration up to a day, of texts
    /// whether blanks or upper and lower case are all that differs; null where nothing of that can be said.
    /// </summary>
    public static string? Apart(JsonElement? legacy, JsonElement? @new)
    {
        if (legacy is not { } was || @new is not { } now || was.ValueKind != now.ValueKind)
            return null;
        if (was.ValueKind == JsonValueKind.Number)
            return PowerOfTen(was, now);
        if (was.ValueKind != JsonValueKind.String)
            return null;
        var (text, other) = (JsonText.Of(was), JsonText.Of(now));
        return JsonText.Apart(text, other) is { } time ? time <= LargestOfZones ? Written(time) : "more than a day"
            : text.Trim() == other.Trim() ? "blanks around it"
            : string.Equals(text, other, StringComparison.OrdinalIgnoreCase) ? "upper and lower case"
            : null;
    }

    private static string? PowerOfTen(JsonElement legacy, JsonElement @new)
    {
        if (!legacy.TryGetDouble(out var was) || !@new.TryGetDouble(out var now) || Math.Abs(was - now) is var apart
            && (apart == 0 || !double.IsFinite(apart)))
            return null;
        // 9.99 and 10.00 are 0.01 apart, which binary fractions miss by a little.
        var power = (int)Math.Ceiling(Math.Log10(apart) - 1e-9);
        return power is < -15 or > 15
            ? null
            : $"at most {Math.Pow(10, power).ToString(power < 0 ? $"F{-power}" : "F0", CultureInfo.InvariantCulture)}";
    }

    private static string Written(TimeSpan time) =>
        time >= TimeSpan.FromMilliseconds(1)
            ? PlanDuration.Write(TimeSpan.FromMilliseconds(Math.Round(time.TotalMilliseconds)))
            : "less than 1ms";

    /// <summary>Returns a text masked: each letter x, each digit 9.</summary>
    public static string Mask(string text)
    {
        var cut = text.Length <= Longest ? text : text[..Longest];
        var masked = string.Create(cut.Length, cut, (shown, plain) =>
        {
            for (var i = 0; i < plain.Length; i++)
                shown[i] = char.IsDigit(plain[i]) ? '9'
                    : plain[i] == ' ' || (char.IsAscii(plain[i]) && char.IsPunctuation(plain[i])) || plain[i] == '+' ? plain[i]
                    : 'x';
        });
        return text.Length <= Longest ? masked : masked + "…";
    }

    private static string Counted(int count, string one, string? many = null) =>
        $"{count} {(count == 1 ? one : many ?? one + "s")}";
}
