using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Contracts;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>
/// Bounds what schemas expand to, before they are compiled. Groups that refer to groups, types that extend types and elements
/// that stand for each other can make billions of particles out of a few lines, and the compiler follows them by recursion.
/// </summary>
internal sealed class SchemaBounds
{
    // References, extensions and substitutions that lead from one definition to the next.
    private const int MostSteps = 200;

    // Elements and attributes in the content of one definition, with all that it refers to; and in all of them together.
    private const int MostInOne = 10_000;
    private const int MostInAll = 2_000_000;

    private static readonly XNamespace Xs = SoapNamespaces.Schema;
    private readonly Dictionary<(string Kind, XmlQualifiedName Name), XElement> _definitions = [];
    private readonly Dictionary<XmlQualifiedName, long> _substitutes = [];

    // Null while a definition is being measured: met again then, it refers to itself, which the compiler tells.
    private readonly Dictionary<XElement, Extent?> _measured = [];

    private SchemaBounds(IEnumerable<SchemaDocument> documents)
    {
        foreach (var document in documents)
            foreach (var definition in document.Root.Elements())
                if (KindOf(definition) is { } kind && (string?)definition.Attribute("name") is { } name)
                    _definitions.TryAdd((kind, new XmlQualifiedName(name.Trim(), document.Target)), definition);
        CountSubstitutes();
    }

    /// <summary>Checks all schemas of a contract.</summary>
    /// <exception cref="InvalidContractException">They expand to more than the bounds.</exception>
    public static void Check(IReadOnlyCollection<SchemaDocument> documents)
    {
        var (bounds, all) = (new SchemaBounds(documents), 0L);
        foreach (var document in documents)
        {
            foreach (var definition in document.Root.Descendants().Where(e => KindOf(e) is not null))
            {
                var extent = bounds.Measure(definition);
                if (extent.Steps > MostSteps)
                    throw TooMuch(document, definition, $"leads on over more than {MostSteps} references and extensions");
                if (extent.Size > MostInOne)
                    throw TooMuch(document, definition, $"expands to more than {MostInOne} elements and attributes");
                if ((all += extent.Size) > MostInAll)
                    throw new InvalidContractException($"the schemas expand to more than {MostInAll} elements and attributes");
            }
        }
    }

    private static string? KindOf(XElement element) => element.Name.Namespace != Xs ? null : element.Name.LocalName switch
    {
        "complexType" or "simpleType" => "type",
        "group" or "attributeGroup" => element.Attribute("ref") is null ? element.Name.LocalName : null,
        "element" => element.Parent?.Name == Xs + "schema" ? "element" : null,
        _ => null,
    };

    // With a stack of its own: definitions refer to each other in chains of any length.
    private Extent Measure(XElement definition)
    {
        var open = new Stack<(XElement Definition, bool ReferencesMeasured)>([(definition, false)]);
        while (open.TryPop(out var next))
        {
            if (next.ReferencesMeasured)
            {
                _measured[next.Definition] = Sum(next.Definition);
            }
            else if (_measured.TryAdd(next.Definition, null))
            {
                open.Push((next.Definition, true));
                foreach (var reference in References(next.Definition).Where(r => !_measured.ContainsKey(r)))
                    open.Push((reference, false));
            }
        }

        return _measured[definition]!;
    }

    private Extent Sum(XElement definition)
    {
        var (size, steps) = (1 + Content(definition).Sum(OwnSize), 0);
        foreach (var reference in References(definition))
        {
            var inner = _measured[reference] ?? new Extent(0, 0);
            // What is beyond the bound stays just beyond it, however often it is doubled.
            (size, steps) = (Math.Min(size + inner.Size, MostInOne + 1), Math.Max(steps, inner.Steps + 1));
        }

        return new Extent(size, steps);
    }

    private long OwnSize(XElement element) => element.Name.Namespace != Xs ? 0 : element.Name.LocalName switch
    {
        "element" => 1 + (NameIn(element, "ref") is { } head ? _substitutes.GetValueOrDefault(head) : 0),
        "any" or "attribute" or "anyAttribute" => 1,
        _ => 0,
    };

    /// <summary>What stands in a definition itself, and not in a type within it.</summary>
    private static IEnumerable<XElement> Content(XElement definition)
    {
        var open = new Stack<XElement>(definition.Elements());
        while (open.TryPop(out var element))
        {
            yield return element;
            if (element.Name.Namespace == Xs && element.Name.LocalName is "complexType" or "simpleType" or "annotation")
                continue;
            foreach (var inner in element.Elements())
                open.Push(inner);
        }
    }

    private IEnumerable<XElement> References(XElement definition) => Content(definition).Prepend(definition)
        .SelectMany(e => e.Name.Namespace != Xs ? [] : e.Name.LocalName switch
        {
            "group" or "attributeGroup" when e != definition => Find(e.Name.LocalName, e, "ref"),
            "extension" or "restriction" => Find("type", e, "base"),
            "list" => Find("type", e, "itemType"),
            "union" => Find("type", e, "memberTypes"),
            "element" when e == definition => Find("element", e, "substitutionGroup"),
            _ => [],
        });

    private IEnumerable<XElement> Find(string kind, XElement referring, string attribute) =>
        referring.Attribute(attribute) is not { } names ? []
        : SchemaNames.Texts(names).Select(t => SchemaNames.Resolve(referring, t)).OfType<XmlQualifiedName>()
            .Select(name => _definitions.GetValueOrDefault((kind, name))).OfType<XElement>();

    private static XmlQualifiedName? NameIn(XElement element, string attribute) =>
        element.Attribute(attribute) is { } name ? SchemaNames.Resolve(element, name.Value.Trim()) : null;

    /// <summary>Counts how many elements may stand for each; chains are followed as far as they are allowed to be.</summary>
    private void CountSubstitutes()
    {
        foreach (var ((kind, _), element) in _definitions)
        {
            var head = kind == "element" ? NameIn(element, "substitutionGroup") : null;
            for (var steps = 0; head is not null && steps <= MostSteps; steps++)
            {
                _substitutes[head] = _substitutes.GetValueOrDefault(head) + 1;
                head = _definitions.TryGetValue(("element", head), out var declared)
                    ? NameIn(declared, "substitutionGroup")
                    : null;
            }
        }
    }

    private static InvalidContractException TooMuch(SchemaDocument document, XElement definition, string what)
    {
        var name = definition.AncestorsAndSelf().Select(e => (string?)e.Attribute("name")).OfType<string>()
            .FirstOrDefault("");
        return new InvalidContractException(
            $"{document.File}: {definition.Name.LocalName} '{(name.Length <= 100 ? name : name[..100] + "…")}' {what}.");
    }

    private sealed record Extent(long Size, int Steps);
}
