using System.Text.Json;
using System.Xml;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Messages;

/// <summary>
/// Reads a list of records each by itself: what one holds against the schema is noted in it and null stands in its place, so
/// that the others are read. What is no XML, or is wrong outside of an entry, still makes the whole answer unreadable.
/// </summary>
internal sealed partial class XmlToJson
{
    private int _entry;
    private bool _atEntry;
    private string? _note;
    private bool _hasUnreadable;

    private void ReadEachEntry(ElementShape shape)
    {
        (_entry, _atEntry) = (_path.Count, true);
        ReadElement(shape);
        (_entry, _atEntry) = (0, false);
        // A value has no place to say it.
        if (_note is not null)
            throw Malformed(_note);
    }

    // Nothing but the first problem: what follows may come of it.
    private void Note(MalformedDocumentException problem)
    {
        if (_entry == 0)
            throw problem;
        _note ??= problem.Message;
    }

    private void WriteNote()
    {
        if (_note is null)
            return;
        Json.WriteString(Answer.UnreadableProperty, _note);
        (_note, _hasUnreadable) = (null, true);
    }

    private void WriteOrNote(SimpleValue value, string text)
    {
        try
        {
            // Apart, as it may fail half way.
            var read = JsonText.Write(json => value.Read(text, json, _lenient));
            Json.WriteRawValue(read.Utf8.Span, skipInputValidation: true);
        }
        catch (MalformedDocumentException e)
        {
            Note(Malformed(e.Message));
            Json.WriteNullValue();
        }
    }

    private void NoteContentOfNil()
    {
        Note(Malformed("is nil, and has content"));
        if (_reader.NodeType != XmlNodeType.Element || _reader.IsEmptyElement)
            return;
        var depth = _reader.Depth;
        while (_reader.Read() && _reader.Depth > depth)
            BoundedXml.CheckDepth(_reader);
    }
}
