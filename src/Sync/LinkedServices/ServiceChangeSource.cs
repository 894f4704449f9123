using Hub.ServiceKit.Changes;

namespace Hub.Sync.LinkedServices;

/// <summary>
/// Reads the changes that a linked service tells, and waits for the next one by a long poll. A service that has lost the place is
/// read from the beginning, which tells each of its records once.
/// </summary>
/// <param name="client">Asks the service.</param>
/// <param name="cohortField">The field that the records move by, or null.</param>
/// <param name="time">The clock.</param>
internal sealed class ServiceChangeSource(ServiceClient client, string? cohortField, TimeProvider time) : IChangeSource
{
    /// <summary>The most changes that are asked for at once.</summary>
    public const int MostAtOnce = 500;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenBeginnings = TimeSpan.FromMinutes(1);

    private volatile string? _end;
    private volatile string? _notice;
    private DateTimeOffset _begunAgain = DateTimeOffset.MinValue;

    public CaptureReport? Report => _notice is { } notice ? new CaptureReport(notice, null) : null;

    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation) =>
        (await ReadToEndAsync(after, limit, cancellation)).Changes;

    public async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation)
    {
        var (answer, asked) = await AskAsync(after, limit, cancellation);
        if (after is null)
            _notice = null;
        if (answer.Status == 410 && after is not null)
        {
            BeginAgain();
            after = null;
            (answer, asked) = await AskAsync(after, limit, cancellation);
        }

        if (answer.Status != 200)
            throw ServiceFailures.Of(client.Side, answer, "asked for its changes");
        var (changes, fault) = ServiceEvents.Read(answer.Body, after, cohortField);
        if (fault is not null)
            throw new ChangeTargetUnavailableException(
                $"{client.Side}: {fault}. Nothing behind it is read until the service is mended (./hub sync conform tells more)");
        if (changes.Count == 0)
            _end = after;
        return ([.. changes.Select(AsSentOn)], changes.Count < asked);
    }

    public async Task WaitAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        try
        {
            var answer = await client.SendAsync(
                ServiceRequest.Changes(client.Service, _end, 1, LongestWait), cancellation);
            if (answer is { Status: 200, Body: System.Text.Json.Nodes.JsonArray { Count: > 0 } })
                return;
        }
        catch (Exception e) when (e is ChangeTargetUnavailableException or ServiceAnswerTooLargeException)
        {
            // The reading that follows says what is wrong.
        }

        // A service that does not wait is not asked all the time.
        if (ShortestWait - time.GetElapsedTime(began) is { Ticks: > 0 } rest)
            await Task.Delay(rest, time, cancellation);
    }

    // What came from legacy is not sent there.
    private static Change AsSentOn(Change change) =>
        change.Key.StartsWith(ServiceEvents.TrialKeys, StringComparison.Ordinal) ? change with { Origin = Side.Legacy } : change;

    // A page of large records is asked for in smaller ones.
    private async Task<(ServiceAnswer Answer, int Asked)> AskAsync(string? after, int limit, CancellationToken cancellation)
    {
        for (limit = Math.Min(limit, MostAtOnce); ;)
        {
            try
            {
                return (await client.SendAsync(ServiceRequest.Changes(client.Service, after, limit), cancellation), limit);
            }
            catch (ServiceAnswerTooLargeException) when (limit > 1)
            {
                limit /= 2;
            }
            catch (ServiceAnswerTooLargeException e)
            {
                throw new ChangeTargetUnavailableException($"{e.Message} where one change is asked for", e);
            }
        }
    }

    private void BeginAgain()
    {
        if (time.GetUtcNow() - _begunAgain < BetweenBeginnings)
            throw new ChangeTargetUnavailableException(
                $"{client.Side} answers 410 to a cursor that it has told within the last minute: cursors stay good for days");
        _begunAgain = time.GetUtcNow();
        // Stands until all is compared, which reads from the beginning.
        _notice = $"{client.Side} lost the place up to which it was read at {_begunAgain:yyyy-MM-dd HH:mm} UTC (410), so all of "
            + "its records are read again; where it was set back by a backup, ./hub sync reconcile finds what it lacks now";
    }
}
