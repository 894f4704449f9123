using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;
using System.Xml.Schema;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>Turns a compiled schema set into shapes.</summary>
internal sealed class SchemaCompiler
{
    private static readonly XmlQualifiedName AnyType = new("anyType", SoapNamespaces.Schema);
    private readonly XmlSchemaSet _set;
    private readonly Dictionary<XmlSchemaType, TypeShape> _types = [];
    private readonly ILookup<XmlQualifiedName, XmlSchemaElement> _substitutes;
    private readonly ILookup<XmlSchemaType, XmlSchemaComplexType> _derived;

    public SchemaCompiler(XmlSchemaSet set)
    {
        _set = set;
        var elements = set.GlobalElements.Values.Cast<XmlSchemaElement>().ToList();
        _substitutes = elements.SelectMany(e => Heads(e).Select(head => (Head: head, Element: e))).ToLookup(s => s.Head, s => s.Element);
        _derived = set.GlobalTypes.Values.OfType<XmlSchemaComplexType>()
            .SelectMany(t => Bases(t).Select(b => (Base: b, Type: t))).ToLookup(d => d.Base, d => d.Type);
    }

    public ElementShape? FindElement(XmlQualifiedName name) =>
        _set.GlobalElements[name] is XmlSchemaElement element ? Element(element) : null;

    public FrozenDictionary<XmlQualifiedName, ElementShape> GlobalElements() =>
        _set.GlobalElements.Values.Cast<XmlSchemaElement>().ToFrozenDictionary(e => e.QualifiedName, Element);

    private ElementShape Element(XmlSchemaElement element)
    {
        var declared = element.RefName.IsEmpty ? element : _set.GlobalElements[element.RefName] as XmlSchemaElement ?? element;
        return new ElementShape(declared.QualifiedName, declared.IsNillable, Type(declared.ElementSchemaType!));
    }

    private TypeShape Type(XmlSchemaType type)
    {
        if (_types.TryGetValue(type, out var known))
            return known;
        var shape = _types[type] = new TypeShape(type.QualifiedName);
        if (type is not XmlSchemaComplexType complex)
            shape.Complete(SimpleValue.Of(type), [], ContentModel.Empty, isAbstract: false);
        else if (complex.QualifiedName == AnyType)
            shape.Complete(SimpleValue.Any, [], ContentModel.Empty, isAbstract: false);
        else
            Complete(shape, complex);
        return shape;
    }

    private void Complete(TypeShape shape, XmlSchemaComplexType type)
    {
        var attributes = type.AttributeUses.Values.Cast<XmlSchemaAttribute>().Where(a => a.Use != XmlSchemaUse.Prohibited)
            .Select(a => new AttributeShape(
                a.QualifiedName,
                "@" + a.QualifiedName.Name,
                a.Use == XmlSchemaUse.Required,
                SimpleValue.Of(a.AttributeSchemaType!)))
            .DistinctBy(a => a.Property, StringComparer.Ordinal).OrderBy(a => a.Property, StringComparer.Ordinal).ToImmutableArray();
        var value = type.ContentType == XmlSchemaContentType.TextOnly ? SimpleValue.Of(type) : null;
        var content = value is null ? Content(type.ContentTypeParticle, type.ContentType == XmlSchemaContentType.Mixed) : ContentModel.Empty;
        shape.Complete(value, attributes, content, type.IsAbstract);
        shape.CompleteDerived(_derived[type].GroupBy(d => d.QualifiedName.Name, StringComparer.Ordinal)
            .SelectMany(g => g.Select(d => (Key: g.Count() == 1 ? g.Key : Qualified(d.QualifiedName), Type: d)))
            .ToFrozenDictionary(d => d.Key, d => Type(d.Type), StringComparer.Ordinal));
    }

    private ContentModel Content(XmlSchemaParticle particle, bool mixed)
    {
        var colliding = ElementsOf(particle).SelectMany(Alternatives).Select(e => e.QualifiedName).Distinct()
            .GroupBy(n => n.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return Particle(particle, colliding) switch
        {
            GroupParticle group => new ContentModel(group, mixed),
            { } element => new ContentModel(new GroupParticle(Choice: false, [element], 1, 1), mixed),
            null => mixed ? new ContentModel(ContentModel.Empty.Root, mixed) : ContentModel.Empty,
        };
    }

    private Particle? Particle(XmlSchemaParticle particle, HashSet<string> colliding)
    {
        var (min, max) = (Count(particle.MinOccurs), Count(particle.MaxOccurs));
        switch (particle)
        {
            case XmlSchemaElement element:
                var alternatives = Alternatives(element).Select(e => Placed(e, colliding)).ToImmutableArray<Particle>();
                return alternatives is [var only] ? only with { Min = min, Max = max } : new GroupParticle(Choice: true, alternatives, min, max);
            case XmlSchemaGroupRef { Particle: { } group }:
                return Particle(group, colliding) is { } inner ? Wrap(inner, min, max) : null;
            case XmlSchemaGroupBase group:
                var items = group.Items.Cast<XmlSchemaParticle>().Select(i => Particle(i, colliding)).OfType<Particle>().ToImmutableArray();
                // A group around one element says nothing but how often.
                return items switch
                {
                    [] => null,
                    [var single] when single.Max == 1 || max == 1 => Wrap(single, min, max),
                    _ => new GroupParticle(group is XmlSchemaChoice, items, min, max),
                };
            default:
                return null;
        }
    }

    private static Particle Wrap(Particle inner, int min, int max) =>
        inner with { Min = Math.Min(inner.Min, min) == 0 ? 0 : Math.Max(inner.Min, min), Max = Math.Max(inner.Max, max) };

    private ElementParticle Placed(XmlSchemaElement element, HashSet<string> colliding)
    {
        var shape = Element(element);
        return new ElementParticle(shape, colliding.Contains(shape.Name.Name) ? Qualified(shape.Name) : shape.Name.Name, 1, 1);
    }

    // What may stand where an element is referred to: itself, and its substitution group.
    private IEnumerable<XmlSchemaElement> Alternatives(XmlSchemaElement element)
    {
        var declared = element.RefName.IsEmpty ? element : _set.GlobalElements[element.RefName] as XmlSchemaElement ?? element;
        var members = element.RefName.IsEmpty ? [] : _substitutes[element.RefName].Where(e => !e.IsAbstract).ToList();
        return declared.IsAbstract && members.Count > 0 ? members : members.Prepend(declared);
    }

    private static IEnumerable<XmlSchemaElement> ElementsOf(XmlSchemaParticle particle) => particle switch
    {
        XmlSchemaElement element => [element],
        XmlSchemaGroupRef { Particle: { } group } => ElementsOf(group),
        XmlSchemaGroupBase group => group.Items.Cast<XmlSchemaParticle>().SelectMany(ElementsOf),
        _ => [],
    };

    private IEnumerable<XmlQualifiedName> Heads(XmlSchemaElement element)
    {
        var head = element.SubstitutionGroup;
        while (!head.IsEmpty)
        {
            yield return head;
            head = (_set.GlobalElements[head] as XmlSchemaElement)?.SubstitutionGroup ?? XmlQualifiedName.Empty;
        }
    }

    private static IEnumerable<XmlSchemaType> Bases(XmlSchemaComplexType type)
    {
        for (var parent = type.BaseXmlSchemaType; parent is XmlSchemaComplexType && parent.QualifiedName != AnyType; parent = parent.BaseXmlSchemaType)
            yield return parent;
    }

    private static string Qualified(XmlQualifiedName name) => $"{{{name.Namespace}}}{name.Name}";

    private static int Count(decimal occurs) => occurs > int.MaxValue ? int.MaxValue : (int)occurs;
}
