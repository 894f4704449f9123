using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>Says in <c>Vary</c> once what an answer depends on, whoever says it.</summary>
internal static class VaryField
{
    /// <summary>Returns a value of the field with the names of another that it does not hold yet.</summary>
    public static StringValues Add(StringValues vary, StringValues more)
    {
        if (vary.Count == 0)
            return more;
        var names = NamesOf(vary).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var added = NamesOf(more).Where(names.Add).ToArray();
        return added.Length == 0 ? vary : StringValues.Concat(vary, string.Join(", ", added));
    }

    private static IEnumerable<string> NamesOf(StringValues vary) =>
        vary.SelectMany(v => v!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
