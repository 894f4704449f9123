using System.Buffers;
using Hub.Soap.Shapes;

namespace Hub.Soap.Envelopes;

/// <summary>
/// Passes on the text of a document, and refuses an element of more attributes than anybody writes: what the XML reader needs
/// for one element grows with the square of them, and it tells nothing before it has them all.
/// </summary>
/// <param name="text">The document.</param>
internal sealed class BoundedTags(TextReader text) : TextReader
{
    public const int MostAttributes = 10_000;

    private static readonly SearchValues<char> OfATag = SearchValues.Create("='\">");
    private string? _end;
    private char _quote;
    private bool _isInTag;
    private int _attributes;
    // The last characters, by which it is told what a markup is and where it ends.
    private string _last = "";

    public override int Peek() => text.Peek();

    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        var count = text.Read(buffer);
        Follow(buffer[..count]);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            text.Dispose();
        base.Dispose(disposing);
    }

    private void Follow(ReadOnlySpan<char> read)
    {
        while (read.Length > 0)
        {
            var passed = _last.Length > 0 || _end is not null ? Mark(read)
                : _quote != 0 ? Quoted(read)
                : _isInTag ? Tag(read)
                : Content(read);
            read = read[passed..];
        }
    }

    private int Content(ReadOnlySpan<char> read)
    {
        var begin = read.IndexOf('<');
        if (begin < 0)
            return read.Length;
        _last = "<";
        return begin + 1;
    }

    // What a "<" begins: a tag, or a part that holds no tags, up to its end.
    private int Mark(ReadOnlySpan<char> read)
    {
        if (_end is { } end)
            return Part(read, end);
        _last += read[0];
        if (Begins("<!--"))
            (_end, _last) = _last.Length == 4 ? ("-->", "") : (null, _last);
        else if (Begins("<![CDATA["))
            (_end, _last) = _last.Length == 9 ? ("]]>", "") : (null, _last);
        else if (Begins("<?"))
            (_end, _last) = ("?>", "");
        else
            (_isInTag, _attributes, _last) = (_last[^1] != '>', 0, "");
        return 1;
    }

    private bool Begins(string mark) => mark.StartsWith(_last, StringComparison.Ordinal);

    private int Part(ReadOnlySpan<char> read, string end)
    {
        var last = read.IndexOf('>');
        var passed = last < 0 ? read.Length : last + 1;
        var tail = string.Concat(_last, read[Math.Max(0, passed - end.Length)..passed]);
        _last = tail.Length > end.Length ? tail[^end.Length..] : tail;
        if (last >= 0 && _last == end)
            (_end, _last) = (null, "");
        return passed;
    }

    private int Tag(ReadOnlySpan<char> read)
    {
        var at = read.IndexOfAny(OfATag);
        if (at < 0)
            return read.Length;
        if (read[at] == '>')
            _isInTag = false;
        else if (read[at] != '=')
            _quote = read[at];
        else if (++_attributes > MostAttributes)
            throw new MalformedDocumentException($"an element has more than {MostAttributes} attributes");
        return at + 1;
    }

    private int Quoted(ReadOnlySpan<char> read)
    {
        var at = read.IndexOf(_quote);
        if (at < 0)
            return read.Length;
        _quote = '\0';
        return at + 1;
    }
}
