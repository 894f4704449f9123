using System.Collections.Immutable;
using System.Xml;
using System.Xml.Schema;
using Hub.Soap.Shapes;

namespace Hub.Soap.Xsd;

/// <summary>Turns the particles of a complex type into its content model.</summary>
internal sealed class ContentCompiler
{
    private readonly CompiledSchemas _schemas;
    private readonly Func<XmlSchemaElement, ElementShape> _element;
    private readonly ILookup<XmlQualifiedName, XmlSchemaElement> _substitutes;

    public ContentCompiler(CompiledSchemas schemas, Func<XmlSchemaElement, ElementShape> element)
    {
        (_schemas, _element) = (schemas, element);
        _substitutes = schemas.Elements
            .SelectMany(e => Heads(e).Select(head => (Head: head, Element: e)))
            .ToLookup(s => s.Head, s => s.Element);
    }

    public ContentModel Compile(XmlSchemaParticle particle, bool mixed)
    {
        var colliding = ElementsOf(particle).SelectMany(Alternatives).Select(NameOf).Distinct()
            .GroupBy(n => n.Name, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        return Particle(particle, colliding) switch
        {
            GroupParticle group => new ContentModel(group, mixed),
            { } single => new ContentModel(new GroupParticle(Choice: false, [single], 1, 1), mixed),
            null => mixed ? new ContentModel(ContentModel.Empty.Root, mixed) : ContentModel.Empty,
        };
    }

    private Particle? Particle(XmlSchemaParticle particle, HashSet<string> colliding)
    {
        var (min, max) = (Count(particle.MinOccurs), Count(particle.MaxOccurs));
        switch (particle)
        {
            case { MaxOccurs: 0 }:
                return null;
            case XmlSchemaElement element:
                var alternatives = Alternatives(element).Select(e => Placed(e, colliding)).ToImmutableArray<Particle>();
                return alternatives is [var only]
                    ? only with { Min = min, Max = max }
                    : new GroupParticle(Choice: true, alternatives, min, max);
            case XmlSchemaAny any:
                return new AnyParticle(
                    new Wildcard(
                        TargetOf(any),
                        [.. (any.Namespace ?? "##any").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]), min, max);
            case XmlSchemaGroupRef { Particle: { } group }:
                return Particle(group, colliding) is { } inner ? Wrap(inner, min, max) : null;
            case XmlSchemaGroupBase group:
                var items = group.Items
                    .Cast<XmlSchemaParticle>()
                    .Select(i => Particle(i, colliding))
                    .OfType<Particle>()
                    .ToImmutableArray();
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
        var shape = _element(element);
        return new ElementParticle(
            shape, colliding.Contains(shape.Name.Name) ? SchemaNotes.Qualified(shape.Name) : shape.Name.Name, 1, 1);
    }

    // What may stand where an element is referred to: itself, and its substitution group.
    private IEnumerable<XmlSchemaElement> Alternatives(XmlSchemaElement element)
    {
        if (element.RefName.IsEmpty || _schemas.Element(element.RefName) is not { } declared)
            return [element];
        var members = _substitutes[element.RefName].Where(e => !e.IsAbstract).ToList();
        return declared.IsAbstract && members.Count > 0 ? members : members.Prepend(declared);
    }

    private static XmlQualifiedName NameOf(XmlSchemaElement element) =>
        element.RefName.IsEmpty ? element.QualifiedName : element.RefName;

    private static IEnumerable<XmlSchemaElement> ElementsOf(XmlSchemaParticle particle) => particle switch
    {
        XmlSchemaElement element => [element],
        XmlSchemaGroupRef { Particle: { } group } => ElementsOf(group),
        XmlSchemaGroupBase group => group.Items.Cast<XmlSchemaParticle>().SelectMany(ElementsOf),
        _ => [],
    };

    // A circle of heads is a fault of its own; here it must only end.
    private IEnumerable<XmlQualifiedName> Heads(XmlSchemaElement element)
    {
        var seen = new HashSet<XmlQualifiedName>();
        for (var head = element.SubstitutionGroup;
            !head.IsEmpty && seen.Add(head);
            head = _schemas.Element(head)?.SubstitutionGroup ?? XmlQualifiedName.Empty)
            yield return head;
    }

    private static string TargetOf(XmlSchemaObject any)
    {
        var at = any;
        while (at is not (null or XmlSchema))
            at = at.Parent;
        return (at as XmlSchema)?.TargetNamespace ?? "";
    }

    private static int Count(decimal occurs) => occurs > int.MaxValue ? int.MaxValue : (int)occurs;
}
