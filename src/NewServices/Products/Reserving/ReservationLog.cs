using Hub.Products.Storing;
using Hub.ServiceKit.Changes;

namespace Hub.Products.Reserving;

/// <summary>
/// The reservations' outbox. A reservation expires without anybody writing it: whoever reads the log is told, since what is
/// overdue is written down before.
/// </summary>
internal sealed class ReservationLog(ProductsStore store, TimeProvider clock) : OutboxLog(store, clock)
{
    private const int MostAtOnce = 100;
    private readonly ProductsStore _store = store;
    private readonly TimeProvider _clock = clock;

    /// <inheritdoc />
    public override async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        await ExpireAsync();
        return await base.ReadAsync(after, limit, cancellation);
    }

    private async Task ExpireAsync()
    {
        var now = _clock.GetUtcNow();
        if ((await _store.Database.ReadAsync(c => ReservationRow.FindOverdueAsync(c, now, limit: 1))).Count == 0)
            return;
        await _store.WriteAsync(async (c, t) =>
        {
            var overdue = await ReservationRow.FindOverdueAsync(c, now, MostAtOnce, t);
            foreach (var expired in overdue.Select(r => r.At(now)))
            {
                await ReservationRow.EndAsync(c, t, expired, now);
                await ReservationRow.SaveAsync(c, t, expired);
                await AppendAsync(c, t, OutboxEntry.Of(expired, ReservationJson.Default.Reservation, Side.New));
            }

            return overdue.Count;
        });
    }
}
