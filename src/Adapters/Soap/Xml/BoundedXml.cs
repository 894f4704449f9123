using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Shapes;

namespace Hub.Soap.Xml;

/// <summary>Reads XML that somebody else wrote: no DTD, nothing fetched, bounded in size and depth.</summary>
internal static class BoundedXml
{
    /// <summary>Deeper than any message seen in the field, shallow enough for recursion.</summary>
    public const int MaxDepth = 128;

    public const int MaxCharacters = 16 * 1024 * 1024;

    // Of contracts, which are kept and compared as a whole.
    private const int MostElements = 500_000;
    private const int MostChildren = 20_000;
    private const int MostAttributes = 500;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public static XmlReader Read(Stream stream) => Read(stream, new NameTable());

    /// <summary>With a table that may know the document's names already.</summary>
    public static XmlReader Read(Stream stream, XmlNameTable names) => XmlReader.Create(stream, Settings, Customary(names));

    /// <summary>Of text whose encoding is known already, whatever its declaration says.</summary>
    public static XmlReader Read(TextReader text, XmlNameTable names) => XmlReader.Create(text, Settings, Customary(names));

    /// <summary>With names for prefixes that the document forgot to declare.</summary>
    public static XmlReader Read(Stream stream, XmlParserContext names) => XmlReader.Create(stream, Settings, names);

    public static XmlReader Read(TextReader text, string baseUri) => XmlReader.Create(text, Settings, baseUri);

    /// <summary>
    /// Why a text is no XML and where, without anything of it. The library tells kinds apart by their sentences only.
    /// </summary>
    public static string Why(XmlException e) => e.Message switch
    {
        var said when Says(said, "DTD") => "it holds a DTD, which is refused",
        var said when Says(said, "MaxCharacters") => $"it is larger than {MaxCharacters} characters",
        var said when Says(said, "end of file") => "it ends in the middle",
        var said when Says(said, "undeclared prefix") => "a prefix is not declared",
        var said when Says(said, "encoding") => "it is not in the encoding that it names",
        _ => "it is not well-formed XML",
    } + (e.LineNumber > 0 ? $" (line {e.LineNumber})" : "");

    /// <summary>
    /// Reads past the current element. Unlike <see cref="XmlReader.Skip"/> it watches the depth: the reader keeps every open
    /// element.
    /// </summary>
    public static void SkipElement(XmlReader reader)
    {
        CheckDepth(reader);
        if (!reader.IsEmptyElement)
        {
            var depth = reader.Depth;
            while (reader.Read() && reader.Depth > depth)
                CheckDepth(reader);
        }

        reader.Read();
    }

    public static void CheckDepth(XmlReader reader)
    {
        if (reader.Depth > MaxDepth)
            throw new MalformedDocumentException($"elements are nested deeper than {MaxDepth}");
    }

    /// <summary>
    /// Loads a document as a tree. Its bounds are checked by reading it once before: to make a tree of a deep document takes
    /// time that grows with the square of its depth, and to work on a wide one with the square of its width.
    /// </summary>
    /// <param name="read">Begins to read the document; called twice.</param>
    /// <param name="options">How the tree is made.</param>
    /// <exception cref="MalformedDocumentException">It is nested too deeply, or too wide or large.</exception>
    /// <exception cref="XmlException">It is no XML.</exception>
    public static XElement LoadTree(Func<XmlReader> read, LoadOptions options = LoadOptions.None)
    {
        using (var bounded = read())
            CheckBounds(bounded);
        using var reader = read();
        return XDocument.Load(reader, options).Root!;
    }

    private static void CheckBounds(XmlReader reader)
    {
        var children = new int[MaxDepth + 2];
        var elements = 0;
        while (reader.Read())
        {
            CheckDepth(reader);
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            children[reader.Depth + 1] = 0;
            if (++elements > MostElements)
                throw new MalformedDocumentException($"it has more than {MostElements} elements");
            if (++children[reader.Depth] > MostChildren)
                throw new MalformedDocumentException($"more than {MostChildren} elements stand within one");
            if (reader.AttributeCount > MostAttributes)
                throw new MalformedDocumentException($"an element has more than {MostAttributes} attributes");
        }
    }

    private static bool Says(string sentence, string words) => sentence.Contains(words, StringComparison.OrdinalIgnoreCase);

    // Prefixes that some stacks write without declaring them, as everybody knows what they mean.
    private static XmlParserContext Customary(XmlNameTable names)
    {
        var prefixes = new XmlNamespaceManager(names);
        prefixes.AddNamespace("xsi", SoapNamespaces.SchemaInstance);
        prefixes.AddNamespace("xsd", SoapNamespaces.Schema);
        prefixes.AddNamespace("xs", SoapNamespaces.Schema);
        return new XmlParserContext(names, prefixes, null, XmlSpace.None);
    }
}
