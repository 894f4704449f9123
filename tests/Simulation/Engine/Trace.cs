using System.Runtime.CompilerServices;

namespace Hub.Simulation.Tests.Engine;

/// <summary>What happened in a run, for people; kept only where the run is repeated to be read.</summary>
internal sealed class Trace(Agenda agenda, bool isKept)
{
    private readonly List<string> _lines = [];

    public bool IsKept => isKept;

    public IReadOnlyList<string> Lines => _lines;

    public void Add([InterpolatedStringHandlerArgument("")] ref Line line)
    {
        if (isKept)
            _lines.Add($"{agenda.Now,9:0.0}  {line.Text}");
    }

    /// <summary>A line that costs nothing where it is not kept.</summary>
    [InterpolatedStringHandler]
    internal ref struct Line
    {
        private DefaultInterpolatedStringHandler _text;
        private readonly bool _isKept;

        public Line(int literal, int values, Trace trace, out bool isKept)
        {
            _isKept = isKept = trace.IsKept;
            _text = isKept ? new DefaultInterpolatedStringHandler(literal, values) : default;
        }

        public string Text => _isKept ? _text.ToStringAndClear() : "";

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);
    }
}
