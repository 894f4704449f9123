using System.Globalization;
using System.Text;
using Spectre.Console.Rendering;

namespace Hub.Host.Commands;

/// <summary>
/// Shows characters that a terminal would act on, or that hide or reorder what stands beside them, as JSON escapes:
/// what others have written into reasons, names and paths moves no cursor and forges no line.
/// </summary>
internal sealed class VisibleText : IRenderHook
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(r => new Shown(r));

    /// <summary>Returns a text in a single line, with everything escaped that would not be seen.</summary>
    public static string Of(string text) => Escape(text, lines: false);

    private static string Escape(string text, bool lines)
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

            if (IsSeen(rune) || (lines && rune.Value == '\n'))
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

    private sealed class Shown(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(s =>
            s.IsControlCode || s.IsLineBreak ? s : new Segment(Escape(s.Text, lines: true), s.Style));
    }
}
