using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// A text with places in braces: <c>{id}</c> is a value of the composition's request, <c>{order.customerId}</c> a field of
/// another part's answer.
/// </summary>
/// <param name="Pieces">The text and the places, in order.</param>
public sealed record PartTemplate(ImmutableArray<PartPiece> Pieces)
{
    /// <summary>The names of the request's values.</summary>
    public IEnumerable<string> Names => Pieces.Select(p => p.Name).OfType<string>();

    /// <summary>The fields of other parts.</summary>
    public IEnumerable<FieldOfPart> Fields => Pieces.Select(p => p.Field).OfType<FieldOfPart>();

    /// <summary>Reads a text; null where a brace is left open or a place has no name.</summary>
    public static PartTemplate? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = ImmutableArray.CreateBuilder<PartPiece>();
        for (var rest = text; rest.Length > 0;)
        {
            var open = rest.IndexOf('{', StringComparison.Ordinal);
            if (open != 0)
            {
                var literal = open < 0 ? rest : rest[..open];
                if (literal.Contains('}', StringComparison.Ordinal))
                    return null;
                pieces.Add(new PartPiece(Text: literal));
                rest = rest[literal.Length..];
                continue;
            }

            if (rest.IndexOf('}', StringComparison.Ordinal) is not (> 1 and var close)
                || PlaceOf(rest[1..close]) is not { } place)
                return null;
            pieces.Add(place);
            rest = rest[(close + 1)..];
        }

        return new PartTemplate(pieces.ToImmutable());
    }

    /// <summary>A place that holds a value of the request.</summary>
    public static PartTemplate Of(string name) => new([new PartPiece(Name: name)]);

    private static PartPiece? PlaceOf(string place)
    {
        var end = place.AsSpan().IndexOfAny('.', '[');
        if (end < 0)
            return place.Contains('{', StringComparison.Ordinal) ? null : new PartPiece(Name: place);
        var field = PartField.Parse(place[end..].TrimStart('.'));
        return field is null || end == 0 ? null : new PartPiece(Field: new FieldOfPart(place[..end], field));
    }
}

/// <summary>A piece of a template: exactly one of these.</summary>
/// <param name="Text">Text as it stands.</param>
/// <param name="Name">The name of a value of the request.</param>
/// <param name="Field">A field of another part.</param>
public sealed record PartPiece(string? Text = null, string? Name = null, FieldOfPart? Field = null);

/// <summary>A field of another part's answer.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="Field">The field.</param>
public sealed record FieldOfPart(string Part, PartField Field)
{
    /// <inheritdoc />
    public override string ToString() => Field.Steps is [PartField.Each, ..] ? $"{Part}{Field}" : $"{Part}.{Field}";
}
