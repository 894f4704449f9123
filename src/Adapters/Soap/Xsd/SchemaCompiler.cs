using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;
using System.Xml.Schema;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>Turns compiled schemas into shapes: one for each type, made when it is first asked for.</summary>
internal sealed class SchemaCompiler
{
    private static readonly XmlQualifiedName AnyType = new("anyType", SoapNamespaces.Schema);
    private readonly CompiledSchemas _schemas;
    private readonly ContentCompiler _content;
    private readonly EncodedTypes _encoded;
    private readonly KnownShapes _known = new();
    private readonly Dictionary<XmlSchemaType, TypeShape> _types = [];
    private readonly Queue<(TypeShape Shape, XmlSchemaType Type)> _pending = [];
    private readonly HashSet<TypeShape> _sound = [];
    private readonly ILookup<XmlSchemaType, XmlSchemaComplexType> _derived;

    public SchemaCompiler(CompiledSchemas schemas)
    {
        _schemas = schemas;
        _content = new ContentCompiler(schemas, Element);
        _encoded = new EncodedTypes(schemas, Type);
        _derived = schemas.Types.OfType<XmlSchemaComplexType>().Where(t => !t.IsAbstract)
            .SelectMany(t => Bases(t).Select(b => (Base: b, Type: t))).ToLookup(d => d.Base, d => d.Type);
    }

    public ElementShape? FindElement(XmlQualifiedName name) =>
        _schemas.Element(name) is { } element ? Complete(() => Element(element)) : null;

    /// <summary>A type of the schemas, or one of XML Schema itself.</summary>
    public TypeShape? FindType(XmlQualifiedName name) => _schemas.Type(name) is { } type ? Complete(() => Type(type)) : null;

    /// <summary>All global elements that can be used. Afterwards nothing changes any more.</summary>
    public FrozenDictionary<XmlQualifiedName, ElementShape> Finish()
    {
        var elements = _schemas.Elements.Select(e => Complete(() => Element(e))).Where(e => FaultIn(e.Type) is null).ToList();
        var own = _schemas.Types.Where(t =>
            t.QualifiedName.Namespace is not (SoapNamespaces.Encoding11 or SoapNamespaces.Encoding12));
        var types = Named(own)
            .Select(t => (t.Name, Type: Complete(() => Type(t.Type))))
            .Where(t => !t.Type.Abstract && FaultIn(t.Type) is null)
            .ToList();
        _known.Complete(elements, SimpleShapes.All().Concat(types));
        foreach (var shape in _types.Values)
            shape.NameTypeProperty();
        return _known.Elements;
    }

    /// <summary>Why a message of that type cannot be read or written, or null.</summary>
    public string? FaultIn(TypeShape root)
    {
        var seen = new HashSet<TypeShape> { root };
        var pending = new Stack<TypeShape>(seen);
        while (pending.TryPop(out var type))
        {
            if (type.Unusable is { } fault)
                return type.Name.IsEmpty ? fault : $"type '{type.Name.Name}': {fault}";
            foreach (var inner in type.Members().Select(m => m.Type).Concat(type.Content.Slots.Select(s => s.Element.Type)))
                if (!_sound.Contains(inner) && seen.Add(inner))
                    pending.Push(inner);
        }

        _sound.UnionWith(seen);
        return null;
    }

    // Types refer to each other, often in long chains: they wait in a queue and not on the stack.
    private T Complete<T>(Func<T> find)
    {
        var found = find();
        while (_pending.TryDequeue(out var next))
            Complete(next.Shape, next.Type);
        return found;
    }

    private ElementShape Element(XmlSchemaElement element)
    {
        var declared = element.RefName.IsEmpty ? element : _schemas.Element(element.RefName);
        if (declared?.ElementSchemaType is not { } type)
        {
            var unknown = new TypeShape(XmlQualifiedName.Empty);
            unknown.IsUnusable(declared is null
                ? $"element '{element.RefName.Name}' of '{element.RefName.Namespace}' is in no schema"
                : declared.SchemaTypeName.IsEmpty ? $"the type of element '{declared.Name}' cannot be read"
                : $"'{declared.SchemaTypeName.Name}' of '{declared.SchemaTypeName.Namespace}', "
                    + $"the type of element '{declared.Name}', is in no schema");
            return new ElementShape(element.QualifiedName, Nillable: false, unknown);
        }

        return new ElementShape(declared.QualifiedName, declared.IsNillable, Type(type))
        {
            Default = declared.FixedValue ?? declared.DefaultValue,
            Fixed = declared.FixedValue is not null,
            Documentation = SchemaNotes.Of(element) ?? SchemaNotes.Of(declared),
        };
    }

    private TypeShape Type(XmlSchemaType type)
    {
        if (_types.TryGetValue(type, out var known))
            return known;
        var shape = _types[type] = new TypeShape(type.QualifiedName);
        _pending.Enqueue((shape, type));
        return shape;
    }

    private void Complete(TypeShape shape, XmlSchemaType type)
    {
        shape.Document(SchemaNotes.Of(type));
        if (_schemas.Faults.Find(type) is { } fault)
            shape.IsUnusable(fault);
        else if (type.QualifiedName == AnyType)
            CompleteAny(shape);
        else if (_encoded.TryComplete(shape, type))
            return;
        else if (type is XmlSchemaComplexType complex)
            Complete(shape, complex);
        else if (type.Datatype is null)
            shape.IsUnusable("is no simple type that can be read");
        else
            shape.Complete(SimpleValue.Of(type), [], ContentModel.Empty, isAbstract: false);
    }

    private void CompleteAny(TypeShape shape)
    {
        shape.Complete(SimpleValue.Any, [], ContentModel.Empty, isAbstract: false);
        shape.Open(_known);
    }

    private void Complete(TypeShape shape, XmlSchemaComplexType type)
    {
        var value = type.ContentType == XmlSchemaContentType.TextOnly && type.Datatype is not null ? SimpleValue.Of(type) : null;
        var mixed = type.ContentType == XmlSchemaContentType.Mixed;
        var content = value is not null || type.ContentTypeParticle is null
            ? ContentModel.Empty
            : _content.Compile(type.ContentTypeParticle, mixed);
        shape.Complete(value, Attributes(type), content, type.IsAbstract);
        if (type.AttributeWildcard is not null)
            shape.Open(Wildcard.Everything);
        if (content.Open)
            shape.Open(_known);
        shape.DerivesFrom([.. BaseNames(type)]);
        shape.CompleteDerived(Named(_derived[type]).ToFrozenDictionary(d => d.Name, d => Type(d.Type), StringComparer.Ordinal));
    }

    private static ImmutableArray<AttributeShape> Attributes(XmlSchemaComplexType type)
    {
        var used = type.AttributeUses.Values.Cast<XmlSchemaAttribute>()
            .Where(a => a.Use != XmlSchemaUse.Prohibited && a.AttributeSchemaType?.Datatype is not null).ToList();
        var colliding = used.GroupBy(a => a.QualifiedName.Name, StringComparer.Ordinal).Where(g => g.Count() > 1)
            .Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. used.Select(a => new AttributeShape(
                a.QualifiedName,
                "@" + (colliding.Contains(a.QualifiedName.Name) ? SchemaNotes.Qualified(a.QualifiedName) : a.QualifiedName.Name),
                a.Use == XmlSchemaUse.Required,
                SimpleValue.Of(a.AttributeSchemaType!)) { Fixed = a.FixedValue })
                .OrderBy(a => a.Property, StringComparer.Ordinal),
        ];
    }

    // Local names where they tell types apart, else with the namespace.
    private static IEnumerable<(string Name, T Type)> Named<T>(IEnumerable<T> types)
        where T : XmlSchemaType =>
        types.GroupBy(d => d.QualifiedName.Name, StringComparer.Ordinal)
            .SelectMany(g => g.Select(d => (g.Count() == 1 ? g.Key : SchemaNotes.Qualified(d.QualifiedName), d)));

    private static IEnumerable<XmlQualifiedName> BaseNames(XmlSchemaComplexType type) => Lineage.Of(type).Skip(1)
        .Select(parent => parent.QualifiedName).Where(n => !n.IsEmpty && n.Namespace != SoapNamespaces.Schema);

    private static IEnumerable<XmlSchemaType> Bases(XmlSchemaComplexType type) => Lineage.Of(type).Skip(1)
        .TakeWhile(parent => parent is XmlSchemaComplexType && parent.QualifiedName != AnyType);
}
