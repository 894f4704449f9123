using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Products.Reserving;

/// <summary>
/// A row of <c>reservations</c>: the lines as JSON, since they are read together only; what it holds stands apart.
/// </summary>
internal sealed record ReservationRow(string Reference, string State, long ReservedAt, long ExpiresAt, string Lines)
{
    // Two nodes' clocks differ: what has expired by one may be held by the other.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(5);
    private static readonly SqlFile Sql = SqlFile.Of<ReservationRow>();

    public static async Task<Reservation?> FindAsync(
        DbConnection connection, string reference, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<ReservationRow>(Sql["Get"], new { reference }, transaction))
            ?.ToReservation();

    /// <summary>Returns reservations that were held until a time, as they were last kept.</summary>
    public static async Task<IReadOnlyList<Reservation>> FindOverdueAsync(
        DbConnection connection, DateTimeOffset now, int limit, DbTransaction? transaction = null) =>
        [
            .. (await connection.QueryAsync<ReservationRow>(
                Sql["Overdue"], new { now = Microseconds.Of(now), limit }, transaction)).Select(r => r.ToReservation()),
        ];

    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, Reservation record) =>
        connection.ExecuteAsync(Sql["Save"], Of(record), transaction);

    /// <summary>Holds what a reservation is of, and forgets what was held of it and is past its time.</summary>
    public static async Task HoldAsync(DbConnection connection, DbTransaction transaction, Reservation record)
    {
        var until = Microseconds.Of(record.ReservedAt - ClockMargin);
        await connection.ExecuteAsync(
            Sql["Forget"], Quantities(record).Select(q => new { sku = q.Key, until }), transaction);
        await connection.ExecuteAsync(
            Sql["Hold"],
            Quantities(record).Select(q => new
            {
                sku = q.Key, record.Reference, quantity = q.Value, expiresAt = Microseconds.Of(record.ExpiresAt),
            }),
            transaction);
    }

    /// <summary>Ends what a reservation holds, and takes it from stock where it was committed.</summary>
    public static async Task EndAsync(
        DbConnection connection, DbTransaction transaction, Reservation record, DateTimeOffset now)
    {
        await connection.ExecuteAsync(Sql["End"], new { record.Reference }, transaction);
        if (record.State == ReservationState.Committed)
            await connection.ExecuteAsync(
                Sql["Issue"],
                Quantities(record).Select(q => new { sku = q.Key, quantity = q.Value, at = Microseconds.Of(now) }),
                transaction);
    }

    private static IEnumerable<KeyValuePair<string, long>> Quantities(Reservation record) =>
        record.Lines.GroupBy(l => l.Sku, StringComparer.Ordinal)
            .Select(g => KeyValuePair.Create(g.Key, g.Sum(l => (long)l.Quantity)));

    private static ReservationRow Of(Reservation record) => new(
        record.Reference,
        record.State.ToString(),
        Microseconds.Of(record.ReservedAt),
        Microseconds.Of(record.ExpiresAt),
        JsonSerializer.Serialize(record.Lines, ReservationJson.Default.IReadOnlyListReservedLine));

    private Reservation ToReservation() => new()
    {
        Reference = Reference,
        State = Enum.Parse<ReservationState>(State),
        ReservedAt = Microseconds.ToTime(ReservedAt),
        ExpiresAt = Microseconds.ToTime(ExpiresAt),
        Lines = JsonSerializer.Deserialize(Lines, ReservationJson.Default.IReadOnlyListReservedLine)!,
    };
}
