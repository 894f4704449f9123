using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Soap.Envelopes;

/// <summary>
/// A message in parts, as MTOM sends it (https://www.w3.org/TR/soap12-mtom/, XOP https://www.w3.org/TR/xop10/): what was
/// taken out of the envelope is put back where <c>xop:Include</c> stands, so that it reads as if it had been sent whole.
/// </summary>
internal static class MultipartMessage
{
    private const string Xop = "http://www.w3.org/2004/08/xop/include";
    private const int MostParts = 1000;

    /// <param name="body">The message, bounded already.</param>
    /// <param name="type">Its content type.</param>
    /// <returns>The envelope, and what its part says of its encoding.</returns>
    /// <exception cref="MalformedDocumentException">It is no such message.</exception>
    public static async Task<(Stream Envelope, string? Charset)> ReadAsync(byte[] body, MediaTypeHeaderValue type)
    {
        if (!"multipart/related".Equals(type.MediaType, StringComparison.OrdinalIgnoreCase)
            || Parameter(type, "boundary") is not { Length: > 0 and <= 70 } boundary)
            throw new MalformedDocumentException("its parts belong to no SOAP message");
        var parts = await SplitAsync(body, boundary);
        var start = Parameter(type, "start");
        var root = start is null ? parts[0]
            : parts.Find(p => p.Id == Bare(start)) ?? throw new MalformedDocumentException("its first part is missing");
        var charset = MediaTypeHeaderValue.TryParse(root.Type, out var own) ? own.CharSet?.Trim('"', '\'') : null;
        if (root.Type?.StartsWith("application/xop+xml", StringComparison.OrdinalIgnoreCase) == true)
            return (Include(root.Content, charset, parts), null);
        // SOAP with Attachments: the envelope means them without saying where they belong.
        return parts.Count == 1 ? (new MemoryStream(root.Content, writable: false), charset)
            : throw new MalformedDocumentException(
                "it has attachments beside the envelope (SwA), which the hub does not read; MTOM it does");
    }

    private static async Task<List<Part>> SplitAsync(byte[] body, string boundary)
    {
        var parts = new List<Part>();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body, writable: false)) { BodyLengthLimit = body.Length };
            while (await reader.ReadNextSectionAsync() is { } section)
            {
                if (parts.Count == MostParts)
                    throw new MalformedDocumentException("it has too many parts");
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content);
                parts.Add(new Part(Bare(Header(section, "Content-ID")), section.ContentType, Decode(content.ToArray(), section)));
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            throw new MalformedDocumentException("its parts are cut off or badly told apart");
        }

        return parts.Count > 0 ? parts : throw new MalformedDocumentException("it has no parts");
    }

    private static string Header(MultipartSection section, string name) =>
        section.Headers?.TryGetValue(name, out var values) == true ? values.ToString() : "";

    private static byte[] Decode(byte[] content, MultipartSection section) =>
        Header(section, "Content-Transfer-Encoding").Trim().ToLowerInvariant() switch
        {
            "" or "binary" or "8bit" or "7bit" => content,
            "base64" => Convert.FromBase64String(Encoding.ASCII.GetString(content)),
            _ => throw new MalformedDocumentException("a part of it is encoded in a way MTOM does not have"),
        };

    // As a copy, so that whatever reads envelopes need not know. What is put in counts like what was there.
    private static MemoryStream Include(byte[] envelope, string? charset, List<Part> parts)
    {
        var whole = new MemoryStream();
        try
        {
            using var reader = AnswerEncoding.Open(new MemoryStream(envelope, writable: false), charset, new NameTable());
            var settings = new XmlWriterSettings
            {
                Encoding = new UTF8Encoding(false),
                NewLineHandling = NewLineHandling.Entitize,
            };
            using var writer = XmlWriter.Create(whole, settings);
            while (reader.Read())
            {
                BoundedXml.CheckDepth(reader);
                Copy(reader, writer, parts);
                writer.Flush();
                if (whole.Length > BoundedXml.MaxCharacters)
                    throw new MalformedDocumentException("with its attachments it is too large");
            }
        }
        catch (XmlException e)
        {
            throw new MalformedDocumentException(BoundedXml.Why(e));
        }

        whole.Position = 0;
        return whole;
    }

    private static void Copy(XmlReader reader, XmlWriter writer, List<Part> parts)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element when reader.LocalName == "Include" && reader.NamespaceURI == Xop:
                var content = Find(reader.GetAttribute("href"), parts);
                writer.WriteBase64(content, 0, content.Length);
                MoveToEnd(reader);
                break;
            case XmlNodeType.Element:
                var empty = reader.IsEmptyElement;
                writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                writer.WriteAttributes(reader, defattr: false);
                if (empty)
                    writer.WriteEndElement();
                break;
            case XmlNodeType.EndElement:
                writer.WriteEndElement();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA:
                writer.WriteString(reader.Value);
                break;
            case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                writer.WriteWhitespace(reader.Value);
                break;
        }
    }

    private static void MoveToEnd(XmlReader reader)
    {
        var depth = reader.Depth;
        if (!reader.IsEmptyElement)
            while (reader.Read() && reader.Depth > depth)
                BoundedXml.CheckDepth(reader);
    }

    private static byte[] Find(string? href, List<Part> parts)
    {
        if (href is null || !href.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
            throw new MalformedDocumentException("it includes something from outside of itself");
        var id = href[4..];
        return (parts.Find(p => p.Id == Uri.UnescapeDataString(id)) ?? parts.Find(p => p.Id == id))?.Content
            ?? throw new MalformedDocumentException("it includes a part that it does not have");
    }

    private static string? Parameter(MediaTypeHeaderValue type, string name) =>
        type.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');

    private static string Bare(string id) => id.Trim().TrimStart('<').TrimEnd('>');

    private sealed record Part(string Id, string? Type, byte[] Content);
}
