using System.Collections.Immutable;
using Hub.Soap.Shapes;

namespace Hub.Importing.Proposing;

/// <summary>One single value of a request, that a path or a query can hold.</summary>
/// <param name="Path">Where it stands, as <c>in</c> writes it: <c>Filter/City</c>.</param>
/// <param name="Required">Whether a request must have it.</param>
/// <param name="IsNumber">Whether it is a number.</param>
internal sealed record InputLeaf(string Path, bool Required, bool IsNumber);

/// <summary>Finds the single values a request is made of.</summary>
internal static class InputLeaves
{
    private const int Deepest = 3;
    private const int Most = 12;
    private static readonly string[] Reserved = ["mapping", "from", "at", "without", "keeps", "same"];

    /// <param name="type">The request.</param>
    /// <param name="filledIn">Places that the hub fills in.</param>
    /// <returns>The values, and the optional parts that have none; null where a body is needed to say it.</returns>
    public static (ImmutableArray<InputLeaf> Leaves, ImmutableArray<string> Left)? Of(
        TypeShape type, ImmutableArray<string> filledIn)
    {
        var (leaves, left) = (ImmutableArray.CreateBuilder<InputLeaf>(), ImmutableArray.CreateBuilder<string>());
        return !type.IsValue && Read(type, "", required: true, depth: 0, leaves, left, filledIn) && leaves.Count <= Most
            ? (leaves.ToImmutable(), left.ToImmutable())
            : null;
    }

    private static bool Read(
        TypeShape type, string at, bool required, int depth, ImmutableArray<InputLeaf>.Builder leaves,
        ImmutableArray<string>.Builder left, ImmutableArray<string> filledIn)
    {
        if (depth > Deepest || type.Content.Ordered || type.Abstract || type.Derived.Count > 0
            || (type.Value is not null && !type.IsValue))
            return false;
        foreach (var attribute in type.Attributes.Where(a => a.Value.Item is null))
            leaves.Add(new InputLeaf(
                at + attribute.Property, required && attribute.Required, attribute.Value.Form == JsonForm.Number));
        foreach (var (element, always) in Elements(type.Content.Root, always: true))
        {
            var (path, must) = (at + element.Property, required && always && element.Min > 0);
            if (filledIn.Contains(path))
                continue;
            if (leaves.Count > Most)
                return false;
            // A list within one text is a list; what is secret stands in no address.
            if (element.Max == 1 && element.Element.Type is { IsValue: true, Value.Item: null } && !Reserved.Contains(path)
                && !Guess.IsSecret(path) && !Guess.IsToken(path))
                leaves.Add(new InputLeaf(path, must, element.Element.Type.Value!.Form == JsonForm.Number));
            else if (!ReadInner(element, path, must, depth, leaves, left, filledIn))
            {
                if (must)
                    return false;
                left.Add(path);
            }
        }

        return true;
    }

    private static bool ReadInner(
        ElementParticle element, string path, bool required, int depth, ImmutableArray<InputLeaf>.Builder leaves,
        ImmutableArray<string>.Builder left, ImmutableArray<string> filledIn)
    {
        var (before, leftBefore) = (leaves.Count, left.Count);
        if (element.Max == 1 && !element.Element.Type.IsValue
            && Read(element.Element.Type, $"{path}/", required, depth + 1, leaves, left, filledIn)
            // It must be there, and is only where something in it is given.
            && (!required || leaves.Skip(before).Any(l => l.Required)
                || filledIn.Any(f => f.StartsWith($"{path}/", StringComparison.Ordinal))))
            return true;
        (leaves.Count, left.Count) = (before, leftBefore);
        return false;
    }

    /// <summary>The elements of a content, and whether each is there whatever is chosen.</summary>
    public static IEnumerable<(ElementParticle Element, bool Always)> Elements(Particle particle, bool always) => particle switch
    {
        ElementParticle element => [(element, always)],
        GroupParticle group => group.Items.SelectMany(i => Elements(i, always && group is { Choice: false, Min: > 0 })),
        _ => [],
    };
}
