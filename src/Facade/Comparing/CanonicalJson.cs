using System.Globalization;
using System.Text;
using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Facade.Comparing;

/// <summary>
/// Writes JSON so that what is compared as the same is written the same, as far as that goes without comparing: what a rule
/// tolerates is not.
/// </summary>
internal sealed class CanonicalJson(RuleSet rules)
{
    private static readonly CanonicalJson WithoutRules = new(RuleSet.None);

    /// <summary>Returns a value's text where no rule applies.</summary>
    public static string Plain(JsonElement value) => WithoutRules.Of(value, "");

    /// <summary>Returns a value's text.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it stands.</param>
    public string Of(JsonElement value, string path)
    {
        var text = new StringBuilder();
        Write(value, path, text);
        return text.ToString();
    }

    private void Write(JsonElement value, string path, StringBuilder text)
    {
        var at = rules.At(path);
        if (rules.Find(path, ComparingKind.Ignore) is not null)
            text.Append('*');
        else if (at.Length > 0 && DeclaredSame.IsEmpty(value) && HasAbsence(at))
            text.Append('0');
        else if (value.ValueKind == JsonValueKind.Object)
            WriteMembers(value, path, text);
        else if (value.ValueKind == JsonValueKind.Array)
            WriteEntries(value, path, text);
        else if (value.ValueKind == JsonValueKind.Number)
            text.Append(JsonNumber.Canonical(value));
        else if (value.ValueKind == JsonValueKind.String)
        {
            var plain = DeclaredSame.Text(at, value);
            // With its length, so that no text can stand for a list of two.
            text.Append(JsonText.MomentOf(plain) is { } moment
                ? string.Create(CultureInfo.InvariantCulture, $"@{moment.UtcTicks}")
                : string.Create(CultureInfo.InvariantCulture, $"'{plain.Length}:{plain}"));
        }
        else
            text.Append(value.ValueKind.ToString());
    }

    private void WriteMembers(JsonElement value, string path, StringBuilder text)
    {
        text.Append('{');
        foreach (var member in value.EnumerateObject().Select(m => (Name: JsonText.NameOf(m), m.Value))
            .OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var under = JsonComparison.Under(path, member.Name);
            // Where it may be absent at the other side.
            if (rules.Find(under, ComparingKind.Ignore) is not null
                || (DeclaredSame.IsEmpty(member.Value) && HasAbsence(rules.At(under))))
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{member.Name.Length}:{member.Name}=");
            Write(member.Value, under, text);
            text.Append(',');
        }

        text.Append('}');
    }

    private void WriteEntries(JsonElement value, string path, StringBuilder text)
    {
        var entries = value.EnumerateArray().Select(e => Of(e, $"{path}[]"));
        if (rules.Find(path, ComparingKind.Unordered) is not null || rules.Find(path, ComparingKind.Key) is not null)
            entries = entries.Order(StringComparer.Ordinal);
        text.Append('[').AppendJoin(',', entries).Append(']');
    }

    private static bool HasAbsence(ReadOnlySpan<ComparingRule> rules)
    {
        foreach (var rule in rules)
            if (DeclaredSame.IsAbsence(rule))
                return true;
        return false;
    }
}
