using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>Writes the contract form of a legacy document while it reads it; errors name places in the contract.</summary>
internal sealed class ContractWriter(Utf8JsonWriter json, List<DocumentError> errors)
{
    // Objects that begin as soon as there is something in them.
    private readonly List<ContractNode> _waiting = [];

    /// <param name="node">The place.</param>
    /// <param name="legacy">The legacy document, or its entry of a list; null for none.</param>
    /// <param name="at">The entry of the contract that it is, or null for the document itself.</param>
    /// <returns>Whether there was anything for it; else nothing was written.</returns>
    public bool Write(ContractNode node, JsonElement? legacy, ListEntry? at)
    {
        for (var i = node.Bindings.Length - 1; i >= 0; i--)
            if (Holds(node.Bindings[i], legacy) && TryWrite(node, node.Bindings[i], legacy, at))
                return true;
        return !node.Children.IsEmpty && WriteChildren(node, legacy, at);
    }

    private static bool Holds(Binding binding, JsonElement? legacy)
    {
        foreach (var condition in binding.When)
            if (!condition.OfRequest && !condition.Holds(legacy))
                return false;
        return true;
    }

    private bool TryWrite(ContractNode node, Binding binding, JsonElement? legacy, ListEntry? at)
    {
        var here = new ContractPlace(at, binding.Contract);
        if (binding is ConstantBinding constant)
        {
            Begin(node);
            json.WriteStringValue(constant.Value);
            return true;
        }

        if (binding is JoinBinding join)
            return TryJoin(node, join, legacy, here);
        if (!DocumentTree.TryGet(legacy, binding.Legacy, out var value))
            return false;
        if (binding is SameBinding same)
            return WriteSame(node, same, value, legacy, at);
        Begin(node);
        if (binding is ListBinding list)
            WriteEntries(list, value, here);
        else if (binding is ValueBinding { Converters: { IsEmpty: false } converters })
            JsonText.WriteTo(json, Convert(DocumentTree.NodeOf(value), converters, here));
        else
            WriteRaw(value);
        return true;
    }

    private bool WriteChildren(ContractNode node, JsonElement? legacy, ListEntry? at)
    {
        _waiting.Add(node);
        var any = false;
        foreach (var child in node.Children)
            any |= Write(child, legacy, at);
        if (any)
            json.WriteEndObject();
        else
            _waiting.RemoveAt(_waiting.Count - 1);
        return any;
    }

    private bool WriteSame(ContractNode node, SameBinding same, JsonElement value, JsonElement? legacy, ListEntry? at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            if (WriteChildren(node, legacy, at))
                return true;
            Begin(node);
            WriteRaw(value);
            return true;
        }

        Begin(node);
        WriteSame(value, same.LeftOut, node.Children, legacy, at);
        return true;
    }

    private void WriteSame(
        JsonElement value, PathTree leftOut, ImmutableArray<ContractNode> children, JsonElement? legacy, ListEntry? at)
    {
        json.WriteStartObject();
        HashSet<string>? merged = null;
        foreach (var property in value.EnumerateObject())
        {
            var left = leftOut.Find(property);
            if (left is { IsEnd: true })
                continue;
            json.WritePropertyName(property.Name);
            if (left is null || property.Value.ValueKind != JsonValueKind.Object)
            {
                WriteRaw(property.Value);
                continue;
            }

            (merged ??= new HashSet<string>(StringComparer.Ordinal)).Add(property.Name);
            var within = children.FirstOrDefault(c => property.NameEquals(c.Property))?.Children ?? [];
            WriteSame(property.Value, left, within, legacy, at);
        }

        foreach (var child in children)
            if (merged?.Contains(child.Property) != true)
                Write(child, legacy, at);
        json.WriteEndObject();
    }

    private bool TryJoin(ContractNode node, JoinBinding join, JsonElement? legacy, ContractPlace here)
    {
        var pieces = new string[join.Pieces.Length];
        for (var i = 0; i < pieces.Length; i++)
        {
            // A key of which a part is missing is no key.
            if (!DocumentTree.TryGet(legacy, join.Pieces[i].Legacy, out var value)
                || Convert(DocumentTree.NodeOf(value), join.Pieces[i].Converters, here) is not { } text)
                return false;
            pieces[i] = text.ToString();
        }

        Begin(node);
        JsonText.WriteTo(json, Convert(Join(pieces, join.Separator, here), join.Converters, here));
        return true;
    }

    private JsonNode? Join(string[] pieces, string separator, ContractPlace here)
    {
        try
        {
            return Piece.Join(pieces, separator);
        }
        catch (ConversionException e)
        {
            errors.Add(new DocumentError(here.Steps, e.Fault));
            return null;
        }
    }

    private void WriteEntries(ListBinding list, JsonElement value, ContractPlace here)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            if (value.ValueKind != JsonValueKind.Null)
                errors.Add(new DocumentError(here.Steps, "must be an array"));
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        var index = 0;
        foreach (var entry in value.EnumerateArray())
            if (!Write(list.Items.Contract, entry, new ListEntry(here, index++)))
                json.WriteNullValue();
        json.WriteEndArray();
    }

    private JsonNode? Convert(JsonNode? value, ImmutableArray<IConverter> converters, ContractPlace here)
    {
        try
        {
            foreach (var converter in converters)
                value = value is null ? null : converter.ToContract(value);
            return value;
        }
        catch (ConversionException e)
        {
            errors.Add(new DocumentError(here.Steps, e.Fault));
            return null;
        }
    }

    // The objects around have begun, and the name is written.
    private void Begin(ContractNode node)
    {
        foreach (var outer in _waiting)
        {
            WriteName(outer);
            json.WriteStartObject();
        }

        _waiting.Clear();
        WriteName(node);
    }

    private void WriteName(ContractNode node)
    {
        if (node.Name is { } name)
            json.WritePropertyName(name);
    }

    // As it stands there: digit by digit.
    private void WriteRaw(JsonElement value) => json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
}
