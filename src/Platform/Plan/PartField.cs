using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>A field of an answer, as <c>items[].orderId</c> names it.</summary>
/// <param name="Steps">The members on the way; <c>[]</c> stands for each entry of a list.</param>
public sealed record PartField(ImmutableArray<string> Steps)
{
    /// <summary>The step to each entry of a list.</summary>
    public const string Each = "[]";

    /// <summary>Whether it has a value for each entry of a list.</summary>
    public bool IsList => Steps.Contains(Each);

    /// <summary>Reads a field; null where the text names none.</summary>
    public static PartField? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var steps = ImmutableArray.CreateBuilder<string>();
        foreach (var written in text.Split('.'))
        {
            var name = written;
            var lists = 0;
            for (; name.EndsWith(Each, StringComparison.Ordinal); lists++)
                name = name[..^Each.Length];
            if (name.Contains('[', StringComparison.Ordinal) || name.Contains(']', StringComparison.Ordinal))
                return null;
            // Only an answer that is a list itself begins with its entries.
            if (name.Length > 0)
                steps.Add(name);
            else if (lists == 0 || steps.Count > 0)
                return null;
            steps.AddRange(Enumerable.Repeat(Each, lists));
        }

        return new PartField(steps.ToImmutable());
    }

    /// <inheritdoc />
    public override string ToString() =>
        string.Join('.', Steps).Replace($".{Each}", Each, StringComparison.Ordinal);
}
