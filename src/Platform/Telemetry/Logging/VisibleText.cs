using System.Globalization;
using System.Text;

namespace Hub.Platform.Telemetry.Logging;

/// <summary>
/// Shows characters that a terminal would act on, or that hide or reorder what stands beside them, as JSON escapes:
/// what others have written into reasons, names and paths moves no cursor and forges no line.
/// </summary>
public static class VisibleText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Returns a text with everything escaped that would not be seen.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Whether line feeds and tabs stay as they are; otherwise the text is a single line.</param>
    public static string Of(string text, bool lines = false)
    {
        var index = 0;
        while (index < text.Length && text[index] is >= ' ' and <= '~')
            index++;
        if (index == text.Length)
            return text;
        var shown = new StringBuilder(text, 0, index, text.Length + 16);
        while (index < text.Length)
        {
            if (!Rune.TryGetRuneAt(text, index, out var rune))
            {
                Append(shown, text[index++]);
                continue;
            }

            if (IsSeen(rune) || (lines && rune.Value is ('\n' or '\t')))
                shown.Append(rune);
            else
                foreach (var c in rune.ToString())
                    Append(shown, c);
            index += rune.Utf16SequenceLength;
        }

        return shown.ToString();
    }

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        // Two of them make letters and emoji what they are; the others turn directions or are not seen.
        UnicodeCategory.Format => rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner,
        _ => true,
    };

    private static void Append(StringBuilder shown, char c) => _ = c switch
    {
        '\n' => shown.Append("\\n"),
        '\r' => shown.Append("\\r"),
        '\t' => shown.Append("\\t"),
        _ => shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
