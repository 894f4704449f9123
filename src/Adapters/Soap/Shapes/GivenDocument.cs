using System.Text.Json;

namespace Hub.Soap.Shapes;

/// <summary>Holds a document that a caller gives to the JSON form its type is published with, value by value.</summary>
internal sealed class GivenDocument
{
    private readonly List<DocumentStep> _path = [];
    private readonly List<DocumentError> _errors = [];

    private GivenDocument()
    {
    }

    /// <summary>Returns every value that is not of its published type, with its place below the document's root.</summary>
    /// <param name="type">What the document is declared to be.</param>
    /// <param name="document">The document. What has another structure than its type is left to its writer.</param>
    public static IReadOnlyList<DocumentError> FindFaults(TypeShape type, JsonElement document)
    {
        var given = new GivenDocument();
        given.Check(type, document);
        return given._errors;
    }

    private void Check(TypeShape type, JsonElement value)
    {
        if (type.IsAnything)
            return;
        if (type.IsValue)
            Check(type.Value!, value);
        else if (value.ValueKind == JsonValueKind.Object)
            CheckMembers(ActualType(type, value), value);
    }

    private void Check(SimpleValue type, JsonElement value)
    {
        if (type.FindMisform(value) is { } problem)
            _errors.Add(new DocumentError([.. _path], problem));
    }

    private void CheckMembers(TypeShape type, JsonElement value)
    {
        foreach (var given in value.EnumerateObject())
        {
            var name = given.Name;
            _path.Add(new DocumentStep(name));
            if (name == "$value" && type.Value is { } single)
                Check(single, given.Value);
            else if (name == "$headers" && type.Headers is { } headers)
                Check(headers, given.Value);
            else if (type.Content.Ordered && name == ContentModel.OrderedProperty)
                CheckOrdered(type.Content, given.Value);
            else if (!type.Content.Ordered && type.Content.ByProperty.TryGetValue(name, out var slot))
                CheckSlot(slot, given.Value);
            else
                foreach (var attribute in type.Attributes)
                    if (attribute.Property == name)
                        Check(attribute.Value, given.Value);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void CheckSlot(Slot slot, JsonElement value)
    {
        if (!slot.Repeats)
            Check(slot.Element.Type, value);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var (i, entry) in value.EnumerateArray().Index())
            {
                _path[^1] = _path[^1] with { Index = i };
                Check(slot.Element.Type, entry);
            }
    }

    private void CheckOrdered(ContentModel content, JsonElement entries)
    {
        if (entries.ValueKind != JsonValueKind.Array)
            return;
        foreach (var (i, entry) in entries.EnumerateArray().Index())
        {
            _path[^1] = _path[^1] with { Index = i };
            if (entry.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var given in entry.EnumerateObject())
            {
                if (!content.ByProperty.TryGetValue(given.Name, out var slot))
                    continue;
                _path.Add(new DocumentStep(given.Name));
                Check(slot.Element.Type, given.Value);
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    private static TypeShape ActualType(TypeShape declared, JsonElement value) =>
        declared.Derived.Count > 0 && value.TryGetProperty(declared.TypeProperty, out var name)
        && name.ValueKind == JsonValueKind.String && declared.Derived.TryGetValue(name.GetString()!, out var type)
            ? type
            : declared;
}
