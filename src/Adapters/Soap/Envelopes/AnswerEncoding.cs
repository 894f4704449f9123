using System.Text;
using System.Text.Unicode;
using System.Xml;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Envelopes;

/// <summary>
/// Which encoding a document is in: its byte order mark's, else the header's, else the one that it declares (RFC 7303, section
/// 3.2). Where header and document name two of which one is UTF-8, the bytes tell: hardly any other text is valid UTF-8.
/// Decoding is strict, so that no character becomes another one silently.
/// </summary>
internal static class AnswerEncoding
{
    private const int HeadLength = 200;
    // Bytes. A smaller document has no room for the attributes that are refused.
    private const int LargeFrom = 256 * 1024;
    private static readonly Encoding StrictUtf8 =
        new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Windows-1252 and its like: .NET knows them, but only when told to.
    static AnswerEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="body">The document, from its beginning; can seek.</param>
    /// <param name="charset">What the header says, or null.</param>
    /// <param name="names">A table that may know the document's names.</param>
    /// <returns>A reader that throws <see cref="DecoderFallbackException"/> at bytes that are no characters.</returns>
    /// <exception cref="MalformedDocumentException">The encoding cannot be read.</exception>
    public static XmlReader Open(Stream body, string? charset, XmlNameTable names)
    {
        Span<byte> buffer = stackalloc byte[HeadLength];
        var marked = Mark(body);
        var declared = Declared(PassBlanks(body, buffer));
        // Nearly always; the reader itself is strict then.
        var isLarge = body.Length - body.Position > LargeFrom;
        if (marked is null && IsUtf8(charset) && IsUtf8(declared) && !isLarge)
            return BoundedXml.Read(body, names);
        var encoding = marked ?? Find(body, charset, declared);
        var text = new StreamReader(body, encoding, detectEncodingFromByteOrderMarks: false);
        while (text.Peek() == '\uFEFF')
            _ = text.Read();
        return BoundedXml.Read(isLarge ? new BoundedTags(text) : text, names);
    }

    /// <summary>A document for people to look at; what cannot be read is shown as such.</summary>
    public static string Show(byte[] document, string? charset)
    {
        try
        {
            using var body = new MemoryStream(document, writable: false);
            Span<byte> buffer = stackalloc byte[HeadLength];
            var encoding = Mark(body) ?? Find(body, charset, Declared(PassBlanks(body, buffer)));
            return Encoding.GetEncoding(encoding.CodePage).GetString(document);
        }
        catch (MalformedDocumentException)
        {
            return Encoding.Latin1.GetString(document);
        }
    }

    private static Encoding Find(Stream body, string? charset, string? declared)
    {
        var (header, document) = (Named(charset), Named(declared));
        if (header is null || document is null)
            return header ?? document ?? (declared is null ? StrictUtf8
                : throw new MalformedDocumentException("it is in an encoding that is not known"));
        if (header.CodePage == document.CodePage || !(IsUtf8(header) || IsUtf8(document)))
            return header;
        var (utf8, other) = IsUtf8(header) ? (header, document) : (document, header);
        return LooksLikeUtf8(body) switch
        {
            true => utf8,
            false => other,
            null => header,
        };
    }

    // By its mark, or by the zeros around its first character.
    private static Encoding? Mark(Stream body)
    {
        Span<byte> head = stackalloc byte[4];
        var start = body.Position;
        head = head[..body.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        body.Position = start;
        return head switch
        {
            [0xEF, 0xBB, 0xBF, ..] => StrictUtf8,
            [0xFF, 0xFE, 0, 0] or [(byte)'<', 0, 0, 0] => new UTF32Encoding(false, true, throwOnInvalidCharacters: true),
            [0, 0, 0xFE, 0xFF] or [0, 0, 0, (byte)'<'] => new UTF32Encoding(true, true, throwOnInvalidCharacters: true),
            [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => new UnicodeEncoding(false, true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => new UnicodeEncoding(true, true, throwOnInvalidBytes: true),
            _ => null,
        };
    }

    /// <returns>The encoding, or null if the name is missing or unknown.</returns>
    /// <exception cref="MalformedDocumentException">The encoding is known to be unsafe to read.</exception>
    private static Encoding? Named(string? name)
    {
        if (name is null)
            return null;
        if (IsUtf8(name) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return StrictUtf8;
        try
        {
            var encoding = Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            // What says Latin-1 means Windows' (https://encoding.spec.whatwg.org): the other's characters there are controls.
            return encoding.CodePage != Encoding.Latin1.CodePage ? encoding
                : Encoding.GetEncoding(1252, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (NotSupportedException)
        {
            throw new MalformedDocumentException("it is in an encoding that cannot be read");
        }
    }

    private static bool IsUtf8(string? name) => name is null || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static bool IsUtf8(Encoding encoding) => encoding.CodePage == Encoding.UTF8.CodePage;

    /// <returns>Null where all of it is ASCII, which says nothing.</returns>
    private static bool? LooksLikeUtf8(Stream body)
    {
        var start = body.Position;
        var bytes = new byte[body.Length - start];
        body.ReadExactly(bytes);
        body.Position = start;
        return Ascii.IsValid(bytes) ? null : Utf8.IsValid(bytes);
    }

    // What scripts leave there, lines and further byte order marks, makes a declaration one that stands too late.
    private static ReadOnlySpan<byte> PassBlanks(Stream body, Span<byte> buffer)
    {
        var start = body.Position;
        var head = buffer[..body.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        var rest = head;
        while (rest is [0xEF, 0xBB, 0xBF, ..] or [(byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n', ..])
            rest = rest[(rest[0] == 0xEF ? 3 : 1)..];
        var passed = rest.StartsWith("<?xml"u8) ? head.Length - rest.Length : 0;
        body.Position = start + passed;
        return head[passed..];
    }

    // <?xml version="1.0" encoding="NAME"?>
    private static string? Declared(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("<?xml"u8) || head.IndexOf("?>"u8) is not (> 0 and var end)
            || head[..end].IndexOf("encoding"u8) is not (> 0 and var at))
            return null;
        var value = head[(at + "encoding".Length)..end];
        var open = value.IndexOfAny((byte)'"', (byte)'\'');
        var close = open < 0 ? -1 : value[(open + 1)..].IndexOf(value[open]);
        return close < 0 ? null : Encoding.ASCII.GetString(value[(open + 1)..(open + 1 + close)]);
    }
}
