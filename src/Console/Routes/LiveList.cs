using Hub.Console.Asking;
using Microsoft.AspNetCore.Http;

namespace Hub.Console.Routes;

/// <summary>The routes as one stream of events tells them, for all who follow: one of them lends it their token.</summary>
/// <param name="clock">The clock.</param>
internal sealed class LiveList(TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly LinkedList<Follower> _followers = [];
    private TaskCompletionSource<LiveReading?> _next = New();
    private LiveReading? _last;

    /// <summary>Adds a follower; the first one begins the stream.</summary>
    public void Join(Follower follower)
    {
        lock (_gate)
        {
            _followers.AddLast(follower);
            if (_followers.Count == 1)
                _ = Task.Run(ReadAsync);
        }
    }

    /// <summary>Takes a follower off, and returns whether nobody is left: the stream ends.</summary>
    public bool Leave(Follower follower)
    {
        lock (_gate)
        {
            _followers.Remove(follower);
            return _followers.Count == 0;
        }
    }

    /// <summary>
    /// Waits for a reading other than the one seen last. Returns null where the token lent is unknown by now, so that each
    /// follower finds out whether it is theirs.
    /// </summary>
    /// <exception cref="HubRefusedException">The hub refused, or did not answer.</exception>
    public Task<LiveReading?> AfterAsync(LiveReading? seen, CancellationToken cancellation)
    {
        lock (_gate)
            return _last is not null && !ReferenceEquals(_last, seen)
                ? Task.FromResult<LiveReading?>(_last)
                : _next.Task.WaitAsync(cancellation);
    }

    private async Task ReadAsync()
    {
        while (NextReader() is { } reader)
        {
            try
            {
                await foreach (var news in reader.Hub.FollowAsync<LiveEvent>("live", reader.Left))
                    Turn(LiveReading.Of(_last, news)).SetResult(_last);
            }
            catch (HubRefusedException e)
            {
                var told = Turn(reading: null);
                told.SetException(ForAll(e));
                // Nobody may be waiting at this moment.
                _ = told.Task.Exception;
            }
            catch (SignedOutException)
            {
                Turn(reading: null).SetResult(null);
            }
            catch (Exception) when (reader.Left.IsCancellationRequested)
            {
                // Its page was left: another's token is taken at once.
                continue;
            }

            await Task.Delay(Pause, clock);
        }
    }

    // A refusal may name the token that was lent, which is not to be told to others.
    private static HubRefusedException ForAll(HubRefusedException refusal) =>
        refusal.Status < StatusCodes.Status500InternalServerError
            ? new HubRefusedException(refusal.Status, "The hub refuses the stream of changes.", [])
            : refusal;

    // Each in turn, so that a token that is refused does not stand in the others' way. A stream begins with all routes.
    private Follower? NextReader()
    {
        lock (_gate)
        {
            _last = null;
            while (_followers.First is { } first)
            {
                _followers.RemoveFirst();
                if (first.Value.Left.IsCancellationRequested)
                    continue;
                _followers.AddLast(first);
                return first.Value;
            }

            return null;
        }
    }

    /// <summary>Keeps what was read, and returns what all wait for who have not read it.</summary>
    private TaskCompletionSource<LiveReading?> Turn(LiveReading? reading)
    {
        lock (_gate)
        {
            _last = reading;
            var waited = _next;
            _next = New();
            return waited;
        }
    }

    private static TaskCompletionSource<LiveReading?> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody who follows.</summary>
    /// <param name="Hub">The hub's API, asked by them.</param>
    /// <param name="Left">Is cancelled as they leave.</param>
    internal sealed record Follower(HubApi Hub, CancellationToken Left);
}
