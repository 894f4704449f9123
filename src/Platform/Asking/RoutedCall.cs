using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Asking;

/// <summary>A route's request that is decided, in flight until it is ended.</summary>
public sealed class RoutedCall : IAsyncDisposable
{
    private readonly Func<int, Task>? _end;
    private bool _ended;

    /// <summary>Makes a call that was decided.</summary>
    /// <param name="id">The hub's id of the request.</param>
    /// <param name="decision">Which side answers, and why.</param>
    /// <param name="target">The side.</param>
    /// <param name="revision">The revision that decided.</param>
    /// <param name="end">Ends it with a status.</param>
    public RoutedCall(string id, Decision decision, SideTarget target, long revision, Func<int, Task> end) =>
        (Id, Decision, Target, Revision, _end) = (id, decision, target, revision, end);

    /// <summary>Makes a call that was refused; it is accounted for already.</summary>
    /// <param name="id">The hub's id of the request.</param>
    /// <param name="refusal">The answer that says why.</param>
    public RoutedCall(string id, CapturedAnswer refusal) => (Id, Refusal, _ended) = (id, refusal, true);

    /// <summary>The hub's id of the request.</summary>
    public string Id { get; }

    /// <summary>Which side answers, and why; null where the request is refused.</summary>
    public Decision? Decision { get; }

    /// <summary>The side that answers; null where the request is refused.</summary>
    public SideTarget? Target { get; }

    /// <summary>The revision that decided; 0 where the request is refused.</summary>
    public long Revision { get; }

    /// <summary>Why the request is refused; null where it is decided.</summary>
    public CapturedAnswer? Refusal { get; }

    /// <summary>Accounts for the request. What comes after the first time changes nothing.</summary>
    /// <param name="status">The HTTP status that tells how it was answered.</param>
    public Task EndAsync(int status)
    {
        if (_ended)
            return Task.CompletedTask;
        _ended = true;
        return _end!(status);
    }

    /// <summary>Accounts for a request that nobody has ended as one that failed.</summary>
    public async ValueTask DisposeAsync() => await EndAsync(StatusCodes.Status500InternalServerError);
}
