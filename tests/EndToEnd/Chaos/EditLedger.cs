using System.Collections.Concurrent;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>Keeps every value that somebody wrote, and what became of it as its writer was told.</summary>
internal sealed class EditLedger
{
    private readonly ConcurrentQueue<Edit> _edits = new();
    private int _time;

    public IReadOnlyCollection<Edit> Edits => _edits;

    /// <summary>Returns an edit as it is about to be sent.</summary>
    public Edit Begin(Edit edit) => edit with { Sent = Interlocked.Increment(ref _time) };

    /// <summary>Keeps an edit with its outcome.</summary>
    public void End(Edit edit, Outcome outcome, string told, string? tag = null) =>
        _edits.Enqueue(edit with { Answered = Interlocked.Increment(ref _time), Outcome = outcome, Told = told, Tag = tag });
}
