using System.Xml;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Messages;

/// <summary>What an element says of itself: another type (<c>xsi:type</c>), or where its content stands (<c>z:Ref</c>).</summary>
internal sealed partial class XmlToJson
{
    private TypeShape ActualType(TypeShape declared)
    {
        if (TypeName(out var unbound) is not { } name || name == declared.Name)
            return declared;
        if (Derived(declared, name) is { } known)
        {
            Json.WriteString(declared.TypeProperty, known.Key);
            return known.Type;
        }

        // Many forget namespaces; every value of the encoding and every array says a type.
        if (declared.IsOrDerivesFrom(name.Name) || declared.Array is not null || _encoded)
            return declared;
        if (IsBuiltIn(name))
        {
            if (declared.Value is { } value)
                CheckBuiltIn(value, name.Name);
            return declared;
        }

        if (unbound)
            Note(Malformed("has a type whose prefix is not declared"));
        if (declared.Abstract)
            Note(Malformed($"is of the type '{Shown(name.Name, name.Namespace)}', which is not known"));
        // What it has beyond the declared type is passed over, and whoever reads it sees that.
        Json.WriteString(declared.TypeProperty, Shown(name.Name, name.Namespace));
        return declared;
    }

    // By its name; where nothing has that, by the local name, if only one type has it.
    private static (string Key, TypeShape Type)? Derived(TypeShape declared, XmlQualifiedName name)
    {
        foreach (var (key, type) in declared.Derived)
            if (type.Name == name)
                return (key, type);
        if (name.Name == declared.Name.Name)
            return null;
        (string Key, TypeShape Type)? only = null;
        foreach (var (key, type) in declared.Derived)
        {
            if (type.Name.Name != name.Name)
                continue;
            if (only is not null)
                return null;
            only = (key, type);
        }

        return only;
    }

    /// <summary>
    /// Checks what a single value says of its type: a restriction of the declared one has the same text, but a base64 text or
    /// a prefixed name is not what it seems to be.
    /// </summary>
    /// <returns>Whether it is a qualified name, though that is not declared.</returns>
    private bool IsName(SimpleValue declared)
    {
        if (TypeName(out _) is not { } name)
            return false;
        if (IsBuiltIn(name))
            return CheckBuiltIn(declared, name.Name);
        // A type with attributes in the place of one without.
        for (var more = !_encoded && _reader.MoveToFirstAttribute(); more; more = _reader.MoveToNextAttribute())
            if (OpenName.IsContent(_reader.NamespaceURI) && _reader.NamespaceURI != SoapNamespaces.Serialization)
                throw Malformed(
                    $"is of the type '{Shown(name.Name, name.Namespace)}', which has attributes, and no {declared.Name}");
        _reader.MoveToElement();
        return false;
    }

    private bool CheckBuiltIn(SimpleValue declared, string name)
    {
        if (declared.IsAnySimple)
            return name is "QName" or "NOTATION";
        return declared.CanBe(name) ? false
            : throw Malformed($"is said to be an xs:{Shown(name, "")}, which is no {declared.Name}");
    }

    private static bool IsBuiltIn(XmlQualifiedName name) =>
        name.Namespace == SoapNamespaces.Schema || EncodedTypes.IsEncoding(name.Namespace);

    private XmlQualifiedName? TypeName(out bool unbound)
    {
        unbound = false;
        if (_reader.GetAttribute("type", SoapNamespaces.SchemaInstance)?.Trim() is not { } name)
            return null;
        if (!_lenient && !IsQualifiedName(name))
            throw Malformed("has a type that is not a name, such as t:Order");
        var prefix = SchemaNames.PrefixOf(name);
        var space = _reader.LookupNamespace(prefix);
        unbound = prefix.Length > 0 && space is null;
        return new XmlQualifiedName(prefix.Length == 0 ? name : name[(prefix.Length + 1)..], space ?? "");
    }

    // A local name, or a prefix and a local name (Namespaces in XML, section 4).
    private static bool IsQualifiedName(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name.Length > 0 : colon > 0 && name.AsSpan(colon + 1) is { Length: > 0 } local && !local.Contains(':');
    }

    private string? Reference() => _reader.GetAttribute("Ref", SoapNamespaces.Serialization);

    // SOAP's own references belong to its encoding; in a literal message what they lead to would be lost.
    private void CheckNoEncodedReference(TypeShape type)
    {
        if (!_encoded && (IsUndeclared("href", "") && _reader.GetAttribute("href") is ['#', ..]
            || IsUndeclared("ref", SoapNamespaces.Encoding12)))
            throw Malformed("refers to another element, which only messages of SOAP's encoding may");

        bool IsUndeclared(string name, string space) => _reader.GetAttribute(name, space) is not null
            && !type.Attributes.Any(a => a.Name.Name == name && a.Name.Namespace == space)
            && type.OpenAttributes?.Admits(space) != true;
    }

    // Of a tree whose references are in their places only those are left that lead to what is around them.
    private void ReadReference(TypeShape type, string reference)
    {
        if (!_resolved)
            throw new ReferenceFoundException();
        var property = type.Attributes.FirstOrDefault(a =>
            a.Name is { Name: "Ref", Namespace: SoapNamespaces.Serialization })?.Property
            ?? OpenName.OfAttribute("Ref", SoapNamespaces.Serialization);
        _anyKnown = true;
        StartObject();
        Json.WriteString(property, reference);
        Json.WriteEndObject();
        BoundedXml.SkipElement(_reader);
    }
}

/// <summary>An element's content stands elsewhere in the message, so it is to be read as a tree.</summary>
internal sealed class ReferenceFoundException : Exception;
