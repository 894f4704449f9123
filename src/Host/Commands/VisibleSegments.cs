using Hub.Platform.Telemetry.Logging;
using Spectre.Console.Rendering;

namespace Hub.Host.Commands;

/// <summary>Escapes whatever is written to a terminal, but for the terminal's own codes.</summary>
internal sealed class VisibleSegments : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(r => new Shown(r));

    private sealed class Shown(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(s =>
            s.IsControlCode || s.IsLineBreak ? s : new Segment(VisibleText.Of(s.Text, lines: true), s.Style));
    }
}
