using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Copying;

/// <summary>A WSDL with everything it imports, as files that refer to each other by relative paths.</summary>
/// <param name="File">The WSDL among them.</param>
/// <param name="Found">Where the WSDL was read, after redirects.</param>
/// <param name="Files">The files by their relative paths.</param>
/// <param name="Documents">The same, read.</param>
/// <param name="Missing">What is referred to and is not there.</param>
internal sealed record ContractCopy(
    string File,
    Uri Found,
    ImmutableSortedDictionary<string, byte[]> Files,
    ImmutableArray<XElement> Documents,
    ImmutableArray<string> Missing)
{
    private sealed record Document(Uri Found, XElement Root, byte[] Content, string Path)
    {
        public bool Rewritten { get; set; }
    }

    /// <summary>Copies a WSDL and what it imports, directly or not.</summary>
    /// <param name="wsdl">Where it is.</param>
    /// <param name="readAsync">
    /// Reads a document, bounded, and tells where it was found after redirects; throws
    /// <see cref="UnreadableReferenceException"/> for one that is not there, or is not to be read.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidContractException">It cannot be read, or is no XML.</exception>
    public static async Task<ContractCopy> ReadAsync(
        Uri wsdl, Func<Uri, CancellationToken, Task<(byte[] Content, Uri Found)>> readAsync, CancellationToken cancellation)
    {
        var (documents, missing) = (new Dictionary<Uri, Document>(), ImmutableArray.CreateBuilder<string>());
        var names = new ContractNaming();
        var root = await LoadRootAsync(wsdl);
        var waiting = new Queue<Document>([root]);
        while (waiting.TryDequeue(out var document))
        {
            foreach (var (element, attribute) in References(document.Root))
            {
                // What the hub brings along itself; its authors ask not to be asked for it with every import.
                if (IsKnown((string?)element.Attribute("namespace") ?? ""))
                    continue;
                if (!Uri.TryCreate(document.Found, attribute.Value.Trim(), out var target))
                    throw new InvalidContractException($"{document.Path}: '{attribute.Value}' is not an address.");
                // A fragment names a place within.
                var location = new UriBuilder(target) { Fragment = "" }.Uri;
                if (await FindAsync(location, document, attribute.Value.Trim()) is not { } found)
                    continue;
                var relative = ContractNaming.Relative(document.Path, found.Path);
                if (attribute.Value != relative)
                {
                    attribute.Value = relative;
                    document.Rewritten = true;
                }
            }
        }

        var all = documents.Values.Distinct().ToList();
        return new ContractCopy(
            root.Path,
            root.Found,
            all.ToImmutableSortedDictionary(d => d.Path, d => d.Rewritten ? Bytes(d.Root) : d.Content, StringComparer.Ordinal),
            [.. all.Select(d => d.Root)],
            missing.ToImmutable());

        async Task<Document> LoadRootAsync(Uri location)
        {
            try
            {
                return await LoadAsync(location);
            }
            catch (UnreadableReferenceException e)
            {
                throw new InvalidContractException($"'{location}' cannot be read: {e.Message}");
            }
        }

        async Task<Document?> FindAsync(Uri location, Document from, string written)
        {
            if (documents.TryGetValue(location, out var known))
                return known;
            try
            {
                var document = await LoadAsync(location);
                waiting.Enqueue(document);
                return document;
            }
            catch (UnreadableReferenceException e)
            {
                var told = $"{NameOf(from.Found)} names '{written}', which cannot be read: {e.Message}";
                if (!missing.Contains(told, StringComparer.Ordinal))
                    missing.Add(told);
                return null;
            }
        }

        async Task<Document> LoadAsync(Uri location)
        {
            var (content, found) = await readAsync(location, cancellation);
            if (documents.TryGetValue(found, out var known))
                return documents[location] = known;
            var element = Parse(content, location);
            var document = new Document(found, element, content, names.Of(found, element.Name.LocalName));
            return documents[location] = documents[found] = document;
        }
    }

    private static string NameOf(Uri found) => found.IsFile ? Path.GetFileName(found.LocalPath) : found.ToString();

    private static XElement Parse(byte[] content, Uri location)
    {
        try
        {
            return Load(content);
        }
        catch (Exception e) when (e is XmlException or MalformedDocumentException)
        {
            throw new InvalidContractException($"'{location}' is no XML that a WSDL is made of: {e.Message}");
        }
    }

    private static XElement Load(byte[] content)
    {
        try
        {
            return BoundedXml.LoadTree(
                () => BoundedXml.Read(new MemoryStream(content, writable: false)), LoadOptions.PreserveWhitespace);
        }
        catch (XmlException e) when (e.Message.Contains("undeclared prefix", StringComparison.Ordinal))
        {
            // The contract's reader forgives it, and says so.
            return BoundedXml.LoadTree(
                () => BoundedXml.Read(new MemoryStream(content, writable: false), SchemaDocument.UsualNames()),
                LoadOptions.PreserveWhitespace);
        }
    }

    private static bool IsKnown(string space) => WellKnownSchemas.IsBuiltIn(space) || WellKnownSchemas.Find(space) is not null;

    private static List<(XElement Element, XAttribute Attribute)> References(XElement root)
    {
        XNamespace wsdl = SoapNamespaces.Wsdl;
        var schemas = IsOfSchema(root) && root.Name.LocalName == "schema" ? [root]
            : root.Elements(wsdl + "types").Elements().Where(e => IsOfSchema(e) && e.Name.LocalName == "schema");
        var imports = root.Elements(wsdl + "import").Select(i => (Element: i, Attribute: i.Attribute("location")));
        var references = schemas.Elements()
            .Where(e => IsOfSchema(e) && e.Name.LocalName is "import" or "include" or "redefine" or "override")
            .Select(e => (Element: e, Attribute: e.Attribute("schemaLocation")));
        return [.. imports.Concat(references).Where(r => r.Attribute is not null).Select(r => (r.Element, r.Attribute!))];
    }

    private static bool IsOfSchema(XElement element) =>
        element.Name.NamespaceName == SoapNamespaces.Schema || DraftSchemas.IsDraft(element.Name.NamespaceName);

    private static byte[] Bytes(XElement root)
    {
        var bytes = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), NewLineHandling = NewLineHandling.None };
        using (var writer = XmlWriter.Create(bytes, settings))
            root.Document!.Save(writer);
        return bytes.ToArray();
    }
}
