using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Platform.Changes;
using Hub.Platform.Routing;
using Hub.Platform.Storage;

namespace Hub.Orders.Publishing;

/// <summary>
/// The outbox: one entry per change of an order, written in the change's own transaction. Changes that came from
/// the legacy side are in it too, with that origin: so the log tells every order there is, and whoever sends
/// changes on passes over those the other side made itself.
/// </summary>
internal sealed class OrderLog(TimeProvider clock)
{
    private static readonly SqlFile Sql = SqlFile.Of<OrderLog>();
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when something is written after this was asked for.</summary>
    public Task Next => _next.Task;

    /// <summary>Appends an entry; <see cref="Announce"/> it once it is committed.</summary>
    public async Task AppendAsync(DbConnection connection, DbTransaction transaction, Order order, long version, Side origin, ChangeKind kind, string? traceParent = null)
    {
        var entry = new
        {
            position = await connection.ExecuteScalarAsync<long>(Sql["NextPosition"], transaction: transaction),
            order.Id,
            order.CustomerId,
            version,
            origin = origin.ToString(),
            kind = kind.ToString(),
            at = Microseconds.Of(clock.GetUtcNow()),
            order.ExternalReference,
            traceParent,
            content = kind == ChangeKind.Delete ? null : JsonSerializer.Serialize(order, OrderJson.Default.Order),
        };
        await connection.ExecuteAsync(Sql["Append"], entry, transaction);
    }

    /// <summary>Wakes who waits for <see cref="Next"/>.</summary>
    public void Announce() =>
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
