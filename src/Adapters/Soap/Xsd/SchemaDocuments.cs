using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>All schemas of a WSDL, with what they import and include: each read once, and compiled together.</summary>
/// <param name="resolver">Finds the files.</param>
/// <param name="warnings">Small faults that were forgiven.</param>
internal sealed class SchemaDocuments(BundleResolver resolver, List<string> warnings)
{
    // Of a pattern, in a message.
    private const int LongestShown = 100;
    private static readonly XNamespace Xs = SoapNamespaces.Schema;
    private readonly Dictionary<(Uri, string), SchemaDocument> _documents = [];

    /// <param name="schema">The schema's element.</param>
    /// <param name="location">Where it is.</param>
    /// <param name="includedBy">The target namespace of the schema that includes it.</param>
    public void Add(XElement schema, Uri location, string? includedBy = null)
    {
        var pending = new Stack<(XElement, Uri, string?)>();
        pending.Push((schema, location, includedBy));
        while (pending.TryPop(out var next))
        {
            var (root, at, by) = next;
            var own = (string?)root.Attribute("targetNamespace") ?? "";
            if (own.Length > 0 && by is not null && own != by)
                warnings.Add($"{BundleResolver.FileOf(at)} is included in namespace '{by}' and has another one, '{own}': "
                    + "taken as imported.");
            var document = new SchemaDocument(root, at, own.Length > 0 ? own : by ?? "");
            if (!_documents.TryAdd((at, document.Target), document))
                continue;
            foreach (var reference in root.Elements().Where(e => e.Name == Xs + "include" || e.Name == Xs + "import"))
                foreach (var (found, place) in Follow(reference, at))
                    pending.Push((found, place, reference.Name == Xs + "include" ? document.Target : null));
        }
    }

    /// <summary>Compiles what was added; faults of single types are left for those who need them.</summary>
    /// <param name="used">Namespaces that are referred to from elsewhere.</param>
    /// <exception cref="InvalidContractException">
    /// Two definitions of one name differ, a prefix is not declared, or the schemas are beyond <see cref="SchemaBounds"/>.
    /// </exception>
    public CompiledSchemas Compile(IEnumerable<string> used)
    {
        foreach (var document in _documents.Values)
            document.Mend(warnings);
        DuplicateDefinitions.Remove([.. _documents.Values], warnings);
        SchemaBounds.Check(_documents.Values);
        var known = Targets().Append("").ToHashSet(StringComparer.Ordinal);
        var wanted = _documents.Values.SelectMany(d => d.References()).Select(r => r.Namespace).Concat(used);
        foreach (var space in wanted.Distinct(StringComparer.Ordinal).ToList())
            if (known.Add(space) && WellKnownSchemas.Find(space) is { } schema)
                Add(XElement.Parse(schema), new Uri(BundleResolver.WellKnown, Uri.EscapeDataString(space)));
        foreach (var document in _documents.Values)
            document.Import(known, warnings);
        var faults = new SchemaFaults();
        var set = new XmlSchemaSet { XmlResolver = resolver };
        var schemas = _documents.Values.Select(d => ReadableSchema.Add(d, set, faults, warnings)).OfType<XmlSchema>().ToList();
        set.ValidationEventHandler += faults.Add;
        try
        {
            // Compares defaults and fixed values with the patterns of their types.
            set.Compile();
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InvalidContractException(
                $"it takes too long to compare a default or fixed value with the pattern '{Shorten(e.Pattern)}'");
        }

        return new CompiledSchemas(schemas, faults);
    }

    private IEnumerable<string> Targets() => _documents.Values.Select(d => d.Target).Distinct(StringComparer.Ordinal);

    private IEnumerable<(XElement Schema, Uri Location)> Follow(XElement reference, Uri from)
    {
        if ((string?)reference.Attribute("schemaLocation") is not { Length: > 0 } to
            || IsKnown((string?)reference.Attribute("namespace") ?? ""))
            return [];
        try
        {
            var location = resolver.ResolveUri(from, to.Trim());
            var root = ContractDocument.Load(resolver, location, warnings.Add);
            return root.Name == Xs + "schema" ? [(root, location)]
                : root.Descendants(Xs + "schema").Select((schema, index) => (schema, ContractDocument.Number(location, index)));
        }
        catch (Exception e) when (e is FileNotFoundException or UriFormatException)
        {
            // What is then missing becomes the fault of the operation that needs it.
            warnings.Add($"{BundleResolver.FileOf(from)} refers to '{to}', which cannot be read: {e.Message}");
            return [];
        }
    }

    private static string Shorten(string pattern) =>
        pattern.Length <= LongestShown ? pattern : pattern[..LongestShown] + "…";

    private static bool IsKnown(string space) => WellKnownSchemas.IsBuiltIn(space) || WellKnownSchemas.Find(space) is not null;
}
