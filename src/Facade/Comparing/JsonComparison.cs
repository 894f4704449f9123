using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Facade.Comparing;

/// <summary>
/// Compares JSON by meaning: members in any order, numbers by value (<c>1.50</c> is <c>1.5</c>), instants by moment where both
/// have an offset, all else as it is written. Absent, null and empty are three things, and lists are compared in their order,
/// where no rule says otherwise.
/// </summary>
internal sealed class JsonComparison(RuleSet rules, DifferenceSeen? seen = null)
{
    private const int LongestPath = 300;
    private readonly ListMatching _lists = new(rules);

    /// <summary>Where the values differ. What every entry of a list has is named once.</summary>
    public HashSet<Difference> Found { get; } = [];

    /// <summary>The keys of the rules that passed a difference over.</summary>
    public HashSet<string> PassedOver { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds where two values differ.</summary>
    /// <param name="legacy">The legacy side's value.</param>
    /// <param name="new">The new side's value.</param>
    /// <param name="path">Where they stand; empty at the root.</param>
    public void Compare(JsonElement legacy, JsonElement @new, string path)
    {
        foreach (var rule in rules.At(path))
        {
            if (rule.Kind == ComparingKind.Ignore)
            {
                if (!AreSame(legacy, @new))
                    PassedOver.Add(rule.Key);
                return;
            }

            if (rule.Kind is ComparingKind.Unordered or ComparingKind.Key && AreBoth(JsonValueKind.Array, legacy, @new))
            {
                CompareMatched(legacy, @new, path, rule);
                return;
            }
        }

        if (!DeclaredSame.PassesOver(rules.At(path), legacy, @new, PassedOver))
            CompareValues(legacy, @new, path);
    }

    private void CompareValues(JsonElement legacy, JsonElement @new, string path)
    {
        if (IsBoolean(legacy) && IsBoolean(@new))
        {
            if (legacy.ValueKind != @new.ValueKind)
                Differ(path, "another boolean", legacy, @new);
        }
        else if (legacy.ValueKind != @new.ValueKind)
            Differ(path, $"{KindOf(legacy)} at legacy, {KindOf(@new)} at new", legacy, @new);
        else if (legacy.ValueKind == JsonValueKind.Object)
            CompareMembers(legacy, @new, path);
        else if (legacy.ValueKind == JsonValueKind.Array)
            CompareEntries(legacy, @new, path);
        else if (legacy.ValueKind == JsonValueKind.Number && !JsonNumber.AreSame(legacy, @new))
            Differ(path, "another number", legacy, @new);
        else if (legacy.ValueKind == JsonValueKind.String && !JsonText.AreSame(JsonText.Of(legacy), JsonText.Of(@new)))
            Differ(path, "another text", legacy, @new);
    }

    private void CompareMembers(JsonElement legacy, JsonElement @new, string path)
    {
        var (was, now) = (MembersOf(legacy, "legacy", path), MembersOf(@new, "new", path));
        foreach (var (name, value) in was)
            if (now.TryGetValue(name, out var other))
                Compare(value, other, Under(path, name));
            else
                Lacks(value, Under(path, name), isAtNew: false);
        foreach (var (name, value) in now)
            if (!was.ContainsKey(name))
                Lacks(value, Under(path, name), isAtNew: true);
    }

    private void Lacks(JsonElement value, string path, bool isAtNew)
    {
        if (DeclaredSame.PassesOver(rules.At(path), value, PassedOver))
            return;
        if (isAtNew)
            Differ(path, "only at new", null, value);
        else
            Differ(path, "only at legacy", value);
    }

    // Looked up by hash, as an object may have thousands of members. Of two of one name, readers take either one.
    private Dictionary<string, JsonElement> MembersOf(JsonElement value, string side, string path)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            if (!members.TryAdd(JsonText.NameOf(member), member.Value))
                Differ(Under(path, JsonText.NameOf(member)), $"more than once at {side}");
        return members;
    }

    /// <summary>Returns a member's path. Where its name may be a value itself it is not kept, and all of them are one.</summary>
    public static string Under(string path, string name)
    {
        var shown = JsonNames.IsShown(name) ? name : "{}";
        if (path.Length > LongestPath)
            return path.EndsWith('…') ? path : $"{path}.…";
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private void CompareEntries(JsonElement legacy, JsonElement @new, string path)
    {
        // Which entry is missing nobody knows, and those after it would all differ.
        if (OtherCount(legacy.GetArrayLength(), @new.GetArrayLength()) is { } what)
        {
            Differ(path, what, legacy, @new);
            return;
        }

        using var entries = @new.EnumerateArray();
        foreach (var entry in legacy.EnumerateArray())
        {
            entries.MoveNext();
            Compare(entry, entries.Current, $"{path}[]");
        }
    }

    private void CompareMatched(JsonElement legacy, JsonElement @new, string path, ComparingRule rule)
    {
        var matched = rule.Kind == ComparingKind.Key
            ? ListMatching.ByMember(legacy, @new, rule.By!)
            : _lists.ByContent(legacy, @new, path);
        if (matched.IsReordered)
            PassedOver.Add(rule.Key);
        foreach (var (at, what) in matched.Unmatched)
            Differ(path + at, what);
        foreach (var (was, now) in matched.Pairs)
            Compare(was, now, $"{path}[]");
    }

    /// <summary>Returns how the number of entries differs, or null.</summary>
    public static string? OtherCount(int legacy, int @new) =>
        @new < legacy ? "fewer entries at new" : @new > legacy ? "more entries at new" : null;

    /// <summary>Returns whether two values are the same by meaning, without any rule.</summary>
    public static bool AreSame(JsonElement legacy, JsonElement @new)
    {
        var plain = new JsonComparison(RuleSet.None);
        plain.CompareValues(legacy, @new, "");
        return plain.Found.Count == 0;
    }

    private void Differ(string path, string what, JsonElement? legacy = null, JsonElement? @new = null)
    {
        var difference = new Difference(path.Length == 0 ? "body" : path, what);
        Found.Add(difference);
        seen?.Invoke(difference, legacy, @new);
    }

    private static bool AreBoth(JsonValueKind kind, JsonElement legacy, JsonElement @new) =>
        legacy.ValueKind == kind && @new.ValueKind == kind;

    private static bool IsBoolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
