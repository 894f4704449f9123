using Hub.Products.Stock;
using Hub.Products.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Products.Reserving;

/// <summary>
/// Reserves, releases and commits stock, each in one transaction. The store's writes take turns, over all nodes: what was
/// available when it was looked up still is when it is held.
/// </summary>
internal sealed class ReservationKeeping(ProductsStore store, ReservationLog log, TimeProvider clock) : RecordKeeping(store, log)
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromMinutes(30);

    /// <summary>Holds stock under a reference. The same again is the same reservation, whatever became of it.</summary>
    public Task<Written<Reservation>> ReserveAsync(HttpContext context, AskedReservation asked) =>
        WriteAsync(context, async write =>
        {
            var now = clock.GetUtcNow();
            if (await ReservationRow.FindAsync(write.Connection, asked.Reference, write.Transaction) is { } earlier)
                return ReservationRules.RefuseAgain(asked, earlier) is { } another ? another : earlier.At(now);
            var levels = await StockLevel.FindAsync(
                write.Connection, asked.Lines.Select(l => l.Sku).Distinct(), now, write.Transaction);
            if (ReservationRules.Refuse(asked, levels, now) is { } refused)
                return refused;
            // Whole seconds, as the legacy side keeps them.
            var reservedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
            var made = new Reservation
            {
                Reference = asked.Reference,
                State = ReservationState.Held,
                ReservedAt = reservedAt,
                ExpiresAt = asked.ExpiresAt is { } end
                    ? DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds())
                    : reservedAt + UsualTime,
                Lines = asked.Lines,
            };
            await ReservationRow.HoldAsync(write.Connection, write.Transaction, made);
            return (Written<Reservation>)await KeepAsync(write, made);
        });

    /// <summary>Gives back what a reservation holds.</summary>
    public Task<Written<Reservation>> ReleaseAsync(HttpContext context, string reference) =>
        EndAsync(context, reference, ReservationState.Released);

    /// <summary>Takes what a reservation holds from stock, when the goods leave.</summary>
    public Task<Written<Reservation>> CommitAsync(HttpContext context, string reference) =>
        EndAsync(context, reference, ReservationState.Committed);

    private Task<Written<Reservation>> EndAsync(HttpContext context, string reference, ReservationState wanted) =>
        WriteAsync(context, async write =>
        {
            var now = clock.GetUtcNow();
            if (await ReservationRow.FindAsync(write.Connection, reference, write.Transaction) is not { } kept)
                return NotFound(reference);
            var existing = kept.At(now);
            if (ReservationRules.Refuse(existing, wanted) is { } refused)
                return refused;
            if (existing.State != ReservationState.Held)
                return existing;
            var ended = existing with { State = wanted };
            await ReservationRow.EndAsync(write.Connection, write.Transaction, ended, now);
            return (Written<Reservation>)await KeepAsync(write, ended);
        });

    public static Problem NotFound(string reference) =>
        new(StatusCodes.Status404NotFound, $"Reservation '{Spelling.Shorten(reference)}' was not found.");

    private static async Task<Reservation> KeepAsync(RecordWrite write, Reservation record)
    {
        await ReservationRow.SaveAsync(write.Connection, write.Transaction, record);
        await write.LogAsync(record, ReservationJson.Default.Reservation);
        return record;
    }
}
