using System.Runtime.InteropServices;
using System.Text.Json;
using Hub.Platform.Problems;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Shell;

/// <summary>
/// Shows a listing again and again until Ctrl+C, which is no failure: a terminal is redrawn, a pipe gets a line for each row
/// that changed, and with <c>--json</c> a line of JSON for each answer that changed.
/// </summary>
internal sealed class WatchedListing(Func<Task<JsonElement>> ask, Func<JsonElement, Listed> tell, bool json)
{
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearRest = "\u001b[J";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private HashSet<string> _shown = [];
    private string? _before;

    /// <summary>Returns once it is interrupted.</summary>
    /// <exception cref="CommandFailedException">The first answer did not come.</exception>
    public async Task<int> RunAsync()
    {
        using var ended = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        JsonElement? answer = null;
        try
        {
            while (true)
            {
                string? problem = null;
                try
                {
                    answer = await ask().WaitAsync(ended.Token);
                }
                catch (CommandFailedException e) when (answer is not null)
                {
                    // A hub that restarts comes back.
                    problem = e.Message;
                }

                Show(answer!.Value, problem);
                await Task.Delay(Pace, ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return CommandLine.Done;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.Cancel();
        }
    }

    private void Show(JsonElement answer, string? problem)
    {
        if (json)
            ShowJson(answer, problem);
        else if (Terminal.Height is { } height)
            Redraw(tell(answer), problem, height);
        else
            ShowChanges(tell(answer), problem);
        Terminal.Raw.Flush();
    }

    private void ShowJson(JsonElement answer, string? problem)
    {
        var line = Listing.LineOf(answer);
        if (problem is not null)
            Terminal.Error.WriteLine(problem);
        else if (line != _before)
            Terminal.Out.WriteLine(line);
        _before = line;
    }

    private void Redraw(Listed listed, string? problem, int height)
    {
        var laid = listed.Table.Lay(Terminal.Width);
        List<string> below = [.. listed.Notes.Concat([laid.Note, problem, "Ctrl+C ends it."]).OfType<string>().Select(Seen)
            .SelectMany(note => Terminal.Width is { } columns ? ListingLayout.Wrap(note, columns) : [note])];
        // One line less than there are, or the last line feed would scroll the first one away.
        var room = Math.Max(1, height - 1 - below.Count);
        IEnumerable<string> lines = laid.Lines.Count <= room
            ? laid.Lines
            : laid.Lines.Take(room - 1).Append(
                $"… {Counted.Of(laid.Lines.Count - room + 1, "row")} more; a taller terminal shows them.");
        Terminal.Raw.Write(_before is null ? Home + ClearRest : Home);
        foreach (var line in lines.Concat(below))
            Terminal.Raw.WriteLine(Terminal.Width is { } width ? ListingLayout.Cut(line, width) + ClearLine : line + ClearLine);
        Terminal.Raw.Write(ClearRest);
        _before = "";
    }

    private void ShowChanges(Listed listed, string? problem)
    {
        var laid = listed.Table.Lay(Terminal.Width);
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (line, row) in laid.Lines.Zip(listed.Table.Rows.Prepend([])))
            told.TryAdd(row.Count == 0 ? line : string.Join('\t', row), line);
        foreach (var note in listed.Notes.Append(problem).OfType<string>().Select(Seen))
            told.TryAdd(note, note);
        var title = listed.Table.Rows.Count > 0 && _shown.Count > 0 ? laid.Lines[0] : null;
        foreach (var (what, line) in told)
        {
            if (!_shown.Contains(what) && line != title)
                Terminal.Raw.WriteLine(line);
        }

        _shown = [.. told.Keys];
    }

    private static string Seen(string text) => VisibleText.Of(text);
}
