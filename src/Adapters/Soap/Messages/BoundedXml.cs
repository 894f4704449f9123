using System.Xml;
using System.Xml.Linq;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>Reads XML that somebody else wrote: no DTD, nothing fetched, bounded in size and depth.</summary>
internal static class BoundedXml
{
    /// <summary>Deeper than any message seen in the field, shallow enough for recursion.</summary>
    public const int MaxDepth = 128;

    public const int MaxCharacters = 16 * 1024 * 1024;

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

    /// <summary>Checks a tree, without descending into it deeper than that.</summary>
    public static void CheckDepth(XElement root)
    {
        var depth = 0;
        for (XNode? at = root; at is not null; at = Next(at, root, ref depth))
            if (depth > MaxDepth)
                throw new MalformedDocumentException($"elements are nested deeper than {MaxDepth}");
    }

    private static XNode? Next(XNode at, XElement root, ref int depth)
    {
        if (at is XElement { FirstNode: { } first })
        {
            depth++;
            return first;
        }

        while (at != root && at.NextNode is null)
        {
            at = at.Parent!;
            depth--;
        }

        return at == root ? null : at.NextNode;
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
