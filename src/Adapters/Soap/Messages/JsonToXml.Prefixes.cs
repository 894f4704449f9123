using System.Text.Json;
using System.Xml;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Messages;

/// <summary>The prefixes that untyped content declares for its values: <c>$xmlns</c>.</summary>
internal sealed partial class JsonToXml
{
    /// <summary>
    /// Begins an element whose object may declare prefixes. It takes one of them for its own name where there is one, so that
    /// names without a prefix mean in it what the object says.
    /// </summary>
    private void StartOpen(XmlQualifiedName name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !TryGet(value, OpenPrefixes.Property, out var given)
            || given.ValueKind != JsonValueKind.Object)
        {
            writer.WriteStartElement(name.Name, name.Namespace);
            if (value.ValueKind == JsonValueKind.Object)
                WritePrefixes(value, own: "");
            return;
        }

        var prefix = name.Namespace.Length == 0 || Space(given, "") == name.Namespace ? ""
            : given.EnumerateObject().Select(p => p.Name).FirstOrDefault(p => Space(given, p) == name.Namespace)
                ?? $"e{++_prefixes}";
        if (prefix.Length > 0 && !IsPrefix(prefix))
            prefix = "";
        writer.WriteStartElement(prefix, name.Name, name.Namespace);
        WritePrefixes(value, own: prefix, unprefixed: prefix.Length == 0 ? name.Namespace : null);
    }

    /// <summary>Begins an element in which a name without a prefix has no namespace.</summary>
    private void StartWithoutDefault(XmlQualifiedName name)
    {
        if (name.Namespace.Length == 0)
        {
            writer.WriteStartElement(name.Name, "");
            return;
        }

        writer.WriteStartElement($"e{++_prefixes}", name.Name, name.Namespace);
        writer.WriteAttributeString("xmlns", "");
    }

    /// <summary>Whether a qualified name among an element's values has no namespace.</summary>
    private static bool HasBareName(TypeShape type, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return type.IsValue && IsBare(value);
        return (type.Value?.HasNames == true && TryGet(value, "$value", out var text) && IsBare(text))
            || type.Attributes.Any(a => a.Value.HasNames && TryGet(value, a.Property, out var name) && IsBare(name));
    }

    private static bool IsBare(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Any(name => !name.StartsWith('{')),
        JsonValueKind.Array => value.EnumerateArray().Any(IsBare),
        _ => false,
    };

    /// <param name="value">The object.</param>
    /// <param name="own">The prefix that the element has itself, and so declares.</param>
    /// <param name="unprefixed">What names without a prefix mean already; null where that is open.</param>
    private void WritePrefixes(JsonElement value, string own, string? unprefixed = "")
    {
        if (!TryGet(value, OpenPrefixes.Property, out var given))
            return;
        _path.Add(new DocumentStep(OpenPrefixes.Property));
        if (given.ValueKind != JsonValueKind.Object)
            Fail("must be an object: { \"prefix\": \"namespace\" }");
        else
            foreach (var declared in given.EnumerateObject())
                WritePrefix(declared.Name, Space(given, declared.Name), own, unprefixed);
        Leave();
    }

    private void WritePrefix(string prefix, string? space, string own, string? unprefixed)
    {
        var step = new DocumentStep(prefix.Length == 0 ? "\"\"" : prefix);
        if (space is null || space.Any(c => !XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c)))
            Fail("is no namespace, which is a text", step);
        else if (prefix.Length == 0)
        {
            if (unprefixed is null)
                writer.WriteAttributeString("xmlns", space);
        }
        else if (!IsPrefix(prefix) || space.Length == 0 || space is SoapNamespaces.Xml or "http://www.w3.org/2000/xmlns/")
            Fail("cannot be declared", step);
        else if (prefix != own)
            writer.WriteAttributeString("xmlns", prefix, null, space);
    }

    private static string? Space(JsonElement prefixes, string prefix) =>
        prefixes.TryGetProperty(prefix, out var space) && space.ValueKind == JsonValueKind.String ? space.GetString() : null;

    private static bool IsPrefix(string prefix)
    {
        if (prefix.Length == 0 || !XmlConvert.IsStartNCNameChar(prefix[0]) || prefix is "xml" or "xmlns")
            return false;
        return prefix.All(XmlConvert.IsNCNameChar);
    }
}
