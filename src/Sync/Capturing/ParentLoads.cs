using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.Sync.Streams;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Capturing;

/// <summary>
/// Lets the first load of a stream begin when its parents were loaded: all that they had when it was read is handled. Each child
/// would otherwise be read, kept as waiting, and read again. Parents that stand still are not waited for for ever.
/// </summary>
internal sealed partial class ParentLoads(
    CurrentRouting routing, ILinks links, SyncOptions options, TimeProvider time, ILogger<ParentLoads> log)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Completes when the parents are loaded, and theirs before them, or when none of them gets on any more.</summary>
    public async Task WaitAsync(SyncStream stream, CaptureState state, CancellationToken cancellation)
    {
        var (before, since) = ("", time.GetTimestamp());
        while (!stream.Parents.IsEmpty)
        {
            var waitedFor = Ancestors(stream);
            var missing = (await links.StatusAsync(cancellation))
                .Where(s => s.Origin == stream.Origin && waitedFor.Contains(s.Entity) && !IsLoaded(s)).ToList();
            if (missing.Count == 0)
                break;
            var now = string.Join(", ", missing.Select(s => $"{s.Entity} {s.Position} {s.Applied} {s.Parked} {s.Waiting}"));
            if (now != before)
                (before, since) = (now, time.GetTimestamp());
            var names = string.Join(", ", missing.Select(s => s.Entity).Distinct(StringComparer.Ordinal));
            if (time.GetElapsedTime(since) >= options.ParentPatience)
            {
                LogNotLoaded(log, stream.Id, names, options.ParentPatience);
                break;
            }

            state.WaitsFor = $"waits until {names} are loaded";
            await Task.Delay(Look, time, cancellation);
        }

        state.WaitsFor = null;
    }

    private bool IsLoaded(LinkStatus parent) => parent.AtEndAt is { } end && time.GetUtcNow() - parent.Lag >= end;

    private HashSet<string> Ancestors(SyncStream stream)
    {
        var streams = SyncStream.Of(routing.Snapshot.Plan).Where(s => s.Origin == stream.Origin && !s.IsCopy).ToList();
        var (found, next) = (new HashSet<string>(StringComparer.Ordinal), new Queue<SyncStream>([stream]));
        while (next.TryDequeue(out var child))
            foreach (var parent in streams.Where(s => child.Parents.Any(p => p.Entity == s.Entity) && found.Add(s.Entity)))
                next.Enqueue(parent);
        found.Remove(stream.Entity);
        return found;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Stream}: its first load begins, although {Parents} are not loaded and got no further for {Time}: "
            + "hub sync status says why. Its records wait for theirs one by one.")]
    private static partial void LogNotLoaded(ILogger log, string stream, string parents, TimeSpan time);
}
