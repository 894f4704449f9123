using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Schema;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>
/// Types of SOAP's encoding (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3): its arrays, whose entries stand in
/// <c>item</c>, and its simple types, which are XML Schema's with room for an id.
/// </summary>
internal sealed partial class EncodedTypes(CompiledSchemas schemas, Func<XmlSchemaType, TypeShape> find)
{
    private const string Item = "item";
    private static readonly XmlQualifiedName AnyType = new("anyType", SoapNamespaces.Schema);

    public static bool IsEncoding(string space) => space is SoapNamespaces.Encoding11 or SoapNamespaces.Encoding12;

    /// <returns>Whether it was a type of the encoding.</returns>
    public bool TryComplete(TypeShape shape, XmlSchemaType type)
    {
        if (IsArray(type))
            CompleteArray(shape, (XmlSchemaComplexType)type);
        else if (!IsEncoding(type.QualifiedName.Namespace))
            return false;
        else if (XmlSchemaType.GetBuiltInSimpleType(
            new XmlQualifiedName(SimpleName(type.QualifiedName.Name), SoapNamespaces.Schema)) is { } simple)
            shape.Complete(SimpleValue.Of(simple), [], ContentModel.Empty, isAbstract: false);
        else
            return false;
        return true;
    }

    private static string SimpleName(string name) => name == "base64" ? "base64Binary" : name;

    private static bool IsArray(XmlSchemaType? type) => Lineage.Of(type).TakeWhile(t => t is XmlSchemaComplexType)
        .Any(t => t.QualifiedName is { Name: "Array", Namespace: SoapNamespaces.Encoding11 or SoapNamespaces.Encoding12 });

    private void CompleteArray(TypeShape shape, XmlSchemaComplexType type)
    {
        var declared = type.ContentTypeParticle is XmlSchemaGroupBase { Items: [XmlSchemaElement only] } ? only : null;
        if (ArrayType(type) is { } text)
            CompleteArray(shape, text);
        else
            Complete(shape, declared?.ElementSchemaType ?? schemas.Type(AnyType)!, inner: "", declared);
    }

    private void CompleteArray(TypeShape shape, string text)
    {
        var match = Notation.Match(text);
        var name = new XmlQualifiedName(match.Groups["name"].Value, match.Groups["space"].Value);
        var brackets = match.Groups["brackets"].Captures.Select(c => c.Value).ToList();
        if (!match.Success)
            shape.IsUnusable($"'{text}' is no array type");
        else if (brackets.Exists(b => b.Contains(',', StringComparison.Ordinal)))
            shape.IsUnusable(
                $"it is an array of several dimensions, {text}; the hub reads arrays of arrays, as in {name.Name}[][]");
        else if (schemas.Type(name) is { } item)
            Complete(shape, item, inner: string.Concat(brackets.Skip(1).Select(_ => "[]")), declared: null);
        else
            shape.IsUnusable($"'{name.Name}' of '{name.Namespace}', the type of its entries, is in no schema");
    }

    private void Complete(TypeShape shape, XmlSchemaType item, string inner, XmlSchemaElement? declared)
    {
        var entry = find(item);
        // int[][] is an array of arrays, of which only the outermost has a name.
        for (var left = inner; left.Length > 0; left = left[2..])
        {
            var array = new TypeShape(XmlQualifiedName.Empty);
            Complete(array, entry, item.QualifiedName, inner: left[2..]);
            entry = array;
        }

        Complete(shape, entry, item.QualifiedName, inner, declared?.QualifiedName);
    }

    private static void Complete(
        TypeShape shape, TypeShape entry, XmlQualifiedName item, string inner, XmlQualifiedName? name = null)
    {
        var element = new ElementShape(name ?? new XmlQualifiedName(Item), Nillable: true, entry);
        var entries = new ElementParticle(element, element.Name.Name, 0, int.MaxValue);
        shape.Complete(
            null, [], new ContentModel(new GroupParticle(Choice: false, [entries], 1, 1), mixed: false), isAbstract: false);
        shape.IsArrayOf(new EncodedArray(item.IsEmpty ? AnyType : item, inner));
    }

    // Of the type itself or what it restricts; prefixes were told apart when the schema was read.
    private static string? ArrayType(XmlSchemaComplexType type)
    {
        foreach (var step in Lineage.Of(type).OfType<XmlSchemaComplexType>())
            if (step.ContentModel is XmlSchemaComplexContent { Content: XmlSchemaComplexContentRestriction restriction }
                && restriction.Attributes is { } attributes)
                foreach (var attribute in attributes.OfType<XmlSchemaAttribute>())
                    if (attribute.UnhandledAttributes?.FirstOrDefault(a =>
                        a is { LocalName: "arrayType", NamespaceURI: SoapNamespaces.Wsdl }) is { } found)
                        return found.Value;
        return null;
    }

    [GeneratedRegex(
        @"^\{(?<space>[^}]*)\}(?<name>[^\[\s]+)\s*(?<brackets>\[[0-9, ]*\]\s*)+\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Notation { get; }
}
