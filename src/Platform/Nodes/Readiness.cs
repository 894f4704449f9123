using System.Collections.Concurrent;

namespace Hub.Platform.Nodes;

/// <summary>Whether load balancers should send this node requests, and why not.</summary>
public sealed class Readiness : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private volatile bool _draining;
    private volatile string? _note;

    /// <summary>Whether this node is about to stop: it answers whoever still comes, but nobody should.</summary>
    public bool IsDraining => _draining;

    /// <summary>What an operator should know of a node that is ready all the same, or null.</summary>
    public string? Note
    {
        get => _note;
        set => _note = value;
    }

    /// <summary>Why load balancers should not send this node requests, besides draining; null while there is no reason.</summary>
    public string? Problem => _problems.IsEmpty
        ? null
        : string.Join("; ", _problems.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value));

    /// <summary>Reports why this node is not ready, or that this cause is over.</summary>
    /// <param name="cause">What reports, such as <c>revision</c>; each cause has one problem at most.</param>
    /// <param name="problem">The problem, for operators to read; null when there is none any more.</param>
    public void Report(string cause, string? problem)
    {
        if (problem is null)
            _problems.TryRemove(cause, out _);
        else
            _problems[cause] = problem;
    }

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
}
