using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using Hub.Soap.Xml;

namespace Hub.Soap.Envelopes;

/// <summary>
/// Gathers what a fault says to people. It goes to callers of the hub, so it is one bounded line without control characters
/// and, as far as they can be told, without the stack traces that toolkits put behind it, and without <see cref="InnerText"/>.
/// </summary>
internal sealed partial class FaultText
{
    private const int Longest = 500;

    // Of what comes, before anything is cut off; a stack trace stands at the end.
    private const int LongestRead = 8 * Longest;
    private readonly StringBuilder _text = new();

    /// <summary>Adds a piece of text: comments and CDATA cut one text into several.</summary>
    public void Add(string piece) => _text.Append(piece.AsSpan(0, Math.Min(piece.Length, LongestRead - _text.Length)));

    /// <summary>Whether nothing but blanks came.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(_text.ToString());

    public override string ToString() => Clean(_text.ToString());

    /// <summary>Whether an element of a fault's detail holds its place in the system's code, and nothing for callers.</summary>
    public static bool IsTrace(string element) => element.Contains("trace", StringComparison.OrdinalIgnoreCase);

    /// <summary>The texts in a fault's detail, where the fault itself has none.</summary>
    public static string Of(JsonElement detail)
    {
        var text = new FaultText();
        text.AddTexts(detail);
        return text.ToString();
    }

    /// <summary>Adds the texts within an element, which is then left.</summary>
    /// <param name="element">A reader of that element alone, at it or before it.</param>
    public void AddTexts(XmlReader element)
    {
        var skipped = int.MaxValue;
        while (element.Read())
        {
            BoundedXml.CheckDepth(element);
            if (element.NodeType == XmlNodeType.Element)
            {
                skipped = element.Depth <= skipped ? (IsTrace(element.LocalName) ? element.Depth : int.MaxValue) : skipped;
                Add(" ");
            }
            else if (element.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && element.Depth <= skipped)
            {
                Add(element.Value);
            }
        }
    }

    private void AddTexts(JsonElement detail)
    {
        if (detail.ValueKind == JsonValueKind.String)
        {
            Add(detail.GetString()!);
            Add(" ");
        }
        else if (detail.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in detail.EnumerateArray())
                AddTexts(entry);
        }
        else if (detail.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in detail.EnumerateObject())
                if (field.Name is not ("@type" or "@xsi:type") && !IsTrace(field.Name))
                    AddTexts(field.Value);
        }
    }

    private static string Clean(string text)
    {
        // Python's traceback ends with the message.
        if (text.TrimStart().StartsWith("Traceback (most recent call last)", StringComparison.Ordinal))
            text = text.TrimEnd()[(text.TrimEnd().LastIndexOf('\n') + 1)..];
        if (Trace.Match(text) is { Success: true } trace)
            text = text[..trace.Index];
        // An exception's name without a message tells nobody anything but how the system is built.
        if (ExceptionName.Match(text) is { Success: true } name && text[(name.Index + name.Length)..] is not [':', ..])
            text = "";
        text = InnerText.Hide(text);
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsShown(rune))
                line.Append(rune.ToString());
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
            if (line.Length > Longest)
                return line.ToString(0, Longest - (char.IsLowSurrogate(line[Longest]) ? 1 : 0)) + "…";
        }

        return line.ToString().TrimEnd();
    }

    // Format characters turn a line's direction around, or are not seen at all; two of them belong to how words are written.
    private static bool IsShown(Rune rune) => rune.Value is 0x200C or 0x200D || (!Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    // java.lang.NullPointerException, System.ArgumentException
    [GeneratedRegex(
        @"^\s*([\w$]+\.)+[\w$]*(Exception|Error)\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ExceptionName { get; }

    // A word such as "at", and a method's full name with its bracket or a place in a file; what PHP, .NET, Oracle, Python, Node,
    // Go, Ruby, Perl and Rust write besides.
    [GeneratedRegex(
        @"((^|\s)at|\n\s*(bei|à|en|in|w|в))\s+([\w$`<>+\[\]]+[.:]+)+[\w$`<>\[\],.]+\(|(^|\s)Stack ?trace:|\n\s*#0 "
            + @"|--- End of |\bORA-06512: |\n\s*File "".+"", line [0-9]|\bTraceback \(most recent call last\)"
            + @"|(^|\s)at\s+([\w$.<>\[\]]+\s+)*\(([^()]*:[0-9]+:[0-9]+|native|<anonymous>|node:[^()]*|eval\s[0-9]+)\)"
            + @"|(^|\s)at\s+(async\s+)?(node:|\S*[/\\]\S*:[0-9]+(:[0-9]+)?)"
            + @"|(^|\s)goroutine\s+[0-9]+\s+\[|(^|\s)\S+\.go:[0-9]+|(^|\s)(from\s+)?\S+:[0-9]+:in\s+[`'""]"
            + @"|(^|\s)at\s+(-e|\S*[./\\]\S*)\s+line\s+[0-9]+|\bstack backtrace:",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Trace { get; }
}
