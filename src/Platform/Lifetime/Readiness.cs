using System.Collections.Concurrent;

namespace Hub.Platform.Lifetime;

/// <summary>Whether load balancers should send this node requests, and why not.</summary>
public sealed class Readiness : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _notes = new(StringComparer.Ordinal);
    private volatile bool _draining;

    /// <summary>Whether this node is about to stop: it answers whoever still comes, but nobody should.</summary>
    public bool IsDraining => _draining;

    /// <summary>What an operator should know of a node that is ready nevertheless, or null.</summary>
    public string? Note => Join(_notes);

    /// <summary>Why load balancers should not send this node requests, besides draining; null while there is no reason.</summary>
    public string? Problem => Join(_problems);

    /// <summary>Reports why this node is not ready, or that this cause is over.</summary>
    /// <param name="cause">What reports, such as <c>revision</c>; each cause has one problem at most.</param>
    /// <param name="problem">The problem, for operators to read; null when there is none any more.</param>
    public void Report(string cause, string? problem) => Set(_problems, cause, problem);

    /// <summary>Tells operators what they should know of a node that stays ready, or that this cause is over.</summary>
    /// <param name="cause">What tells; each cause has one note at most.</param>
    /// <param name="note">The note; null when it holds no longer.</param>
    public void Tell(string cause, string? note) => Set(_notes, cause, note);

    /// <summary>Ends what would otherwise go on for as long as its caller likes, such as a WebSocket.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>From now on nobody should come.</summary>
    public void Drain() => _draining = true;

    /// <summary>From now on nobody can come.</summary>
    public void Close()
    {
        _draining = true;
        _closing.Cancel();
    }

    /// <inheritdoc />
    public void Dispose() => _closing.Dispose();

    private static void Set(ConcurrentDictionary<string, string> texts, string cause, string? text)
    {
        if (text is null)
            texts.TryRemove(cause, out _);
        else
            texts[cause] = text;
    }

    private static string? Join(ConcurrentDictionary<string, string> texts) => texts.IsEmpty
        ? null
        : string.Join("; ", texts.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Value));
}
