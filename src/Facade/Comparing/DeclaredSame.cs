using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Facade.Comparing;

/// <summary>Values that differ and that rules of kind tolerance or equal declare to be the same.</summary>
internal static class DeclaredSame
{
    /// <summary>Returns whether rules pass over how two values differ, and notes which; false where they do not differ.</summary>
    public static bool PassesOver(
        ReadOnlySpan<ComparingRule> rules, JsonElement legacy, JsonElement @new, HashSet<string> passedOver)
    {
        if (rules.IsEmpty || IsSameScalar(legacy, @new))
            return false;
        foreach (var rule in rules)
            if (PassesOver(rule, legacy, @new))
            {
                passedOver.Add(rule.Key);
                return true;
            }

        if (!AreBoth(JsonValueKind.String, legacy, @new)
            || !rules.ToArray().All(r => r.Kind == ComparingKind.Equal) || Text(rules, legacy) != Text(rules, @new))
            return false;
        foreach (var rule in rules)
            if (rule.By != "absence")
                passedOver.Add(rule.Key);
        return true;
    }

    /// <summary>Returns whether rules pass over that only one side has a member, and notes which.</summary>
    public static bool PassesOver(ReadOnlySpan<ComparingRule> rules, JsonElement value, HashSet<string> passedOver)
    {
        foreach (var rule in rules)
            if (rule.Kind == ComparingKind.Ignore || (IsAbsence(rule) && IsEmpty(value)))
            {
                passedOver.Add(rule.Key);
                return true;
            }

        return false;
    }

    /// <summary>Returns whether a value is null or empty.</summary>
    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => JsonText.Of(value).Length == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().MoveNext(),
        _ => false,
    };

    /// <summary>Returns a text as rules of kind equal have it compared.</summary>
    public static string Text(ReadOnlySpan<ComparingRule> rules, JsonElement text)
    {
        var plain = JsonText.Of(text);
        foreach (var rule in rules)
            plain = rule is { Kind: ComparingKind.Equal, By: "trim" } ? plain.Trim()
                : rule is { Kind: ComparingKind.Equal, By: "case" } ? plain.ToUpperInvariant()
                : plain;
        return plain;
    }

    public static bool IsAbsence(ComparingRule rule) => rule is { Kind: ComparingKind.Equal, By: "absence" };

    private static bool PassesOver(ComparingRule rule, JsonElement legacy, JsonElement @new) => rule.Kind switch
    {
        ComparingKind.Tolerance when AreBoth(JsonValueKind.Number, legacy, @new) =>
            rule.Duration is null && JsonNumber.AreNear(legacy, @new, rule.Amount, rule.Share),
        ComparingKind.Tolerance when AreBoth(JsonValueKind.String, legacy, @new) =>
            rule.Duration is { } most && JsonText.AreNear(JsonText.Of(legacy), JsonText.Of(@new), most),
        ComparingKind.Equal when IsAbsence(rule) =>
            IsEmpty(legacy) && IsEmpty(@new) && legacy.ValueKind != @new.ValueKind,
        ComparingKind.Equal when AreBoth(JsonValueKind.String, legacy, @new) =>
            Text([rule], legacy) == Text([rule], @new),
        _ => false,
    };

    private static bool IsSameScalar(JsonElement legacy, JsonElement @new) =>
        (AreBoth(JsonValueKind.Number, legacy, @new) && JsonNumber.AreSame(legacy, @new))
        || (AreBoth(JsonValueKind.String, legacy, @new) && JsonText.AreSame(JsonText.Of(legacy), JsonText.Of(@new)));

    private static bool AreBoth(JsonValueKind kind, JsonElement legacy, JsonElement @new) =>
        legacy.ValueKind == kind && @new.ValueKind == kind;
}
