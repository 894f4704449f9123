using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Orders.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Routing;
using Hub.Platform.Storage;

namespace Hub.Orders.Publishing;

/// <summary>Reads the log. A position is an entry's number, so it outlives a restart.</summary>
internal sealed class OrderChangeSource(OrdersStore store, OrderLog log, TimeProvider clock) : IChangeSource
{
    private static readonly SqlFile Sql = SqlFile.Of<OrderChangeSource>();

    // What another process writes into the store gives no signal here.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile Task _next = log.Next;

    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        // Asked for before reading: what is written while we read wakes the wait that follows.
        _next = log.Next;
        var position = after is null ? 0 : long.Parse(after, NumberStyles.None, CultureInfo.InvariantCulture);
        var entries = await store.Database.ReadAsync(c => c.QueryAsync<Entry>(Sql["Read"], new { after = position, limit }));
        return [.. entries.Select(e => e.ToChange())];
    }

    public async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await _next.WaitAsync(Interval, clock, cancellation);
        }
        catch (TimeoutException)
        {
            // There may be something new, says the interval.
        }
    }

    private sealed record Entry(
        long Position, string Id, string CustomerId, long Version, string Origin, string Kind, string? ExternalReference, string? TraceParent,
        string? Content)
    {
        public Change ToChange() => new(
            Id,
            CustomerId,
            Version,
            Position.ToString(CultureInfo.InvariantCulture),
            Enum.Parse<Side>(Origin),
            Enum.Parse<ChangeKind>(Kind),
            ExternalReference,
            Content is null ? null : JsonNode.Parse(Content)!.AsObject())
        {
            TraceParent = TraceParent,
        };
    }
}
