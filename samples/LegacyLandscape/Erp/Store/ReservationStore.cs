using Dapper;
using LegacyLandscape.Store;
using Microsoft.Data.Sqlite;

namespace LegacyLandscape.Erp.Store;

/// <summary>Stock held under a reference. What has expired is not counted any more, and nothing needs to sweep it up.</summary>
internal sealed class ReservationStore(SqliteDatabase database, ItemStore items, TimeProvider clock)
{
    private const int UsualMinutes = 30;
    private readonly SqlFile sql = new("Erp.Store.Reservations");

    public Reservation Get(string reference) => database.Read(connection => Get(connection, reference));

    public Task<Reservation> ReserveAsync(NewReservation request) => database.WriteAsync(connection =>
    {
        if (Find(connection, request.Reference) is { } earlier)
            return Says(earlier, request)
                ? earlier
                : throw ErpFault.ReservationConflict(request.Reference, "is of other items or quantities");

        if (request.Lines.Any(line => line.Qty < 1))
            throw ErpFault.InvalidReservation("The quantity of each line must be 1 or more.", "Qty");
        var now = Seconds(Now());
        var expiresAt = request.ExpiresAt ?? now + (UsualMinutes * 60_000_000L);
        if (expiresAt <= now)
            throw ErpFault.InvalidReservation("A reservation must expire in the future.", "ExpiresAt");
        FindShortages(connection, request);

        connection.Execute(
            sql["Insert"], new { request.Reference, Status = ReservationStatus.Held, ReservedAt = now, ExpiresAt = expiresAt });
        connection.Execute(
            sql["InsertLine"],
            request.Lines.Select((line, index) => new { request.Reference, LineNo = index + 1, line.ItemNo, line.Qty }));
        return Get(connection, request.Reference);
    });

    public Task<Reservation> ReleaseAsync(string reference) => database.WriteAsync(connection =>
    {
        var reservation = Get(connection, reference);
        return reservation.Status switch
        {
            ReservationStatus.Issued => throw ErpFault.ReservationConflict(reference, "was issued, and cannot be released"),
            ReservationStatus.Held => Set(connection, reservation, ReservationStatus.Released),
            _ => reservation,
        };
    });

    public Task<Reservation> IssueAsync(string reference) => database.WriteAsync(connection =>
    {
        var reservation = Get(connection, reference);
        if (reservation.Status == ReservationStatus.Issued)
            return reservation;
        if (reservation.Status != ReservationStatus.Held)
            throw ErpFault.ReservationConflict(
                reference, $"{ReservationStatus.Word(reservation.Status)}, and cannot be issued");
        foreach (var line in reservation.Lines)
            items.TakeFromStock(connection, line.ItemNo, line.Qty, Seconds(Now()));
        return Set(connection, reservation, ReservationStatus.Issued);
    });

    private void FindShortages(SqliteConnection connection, NewReservation request)
    {
        var shortages = request.Lines.GroupBy(line => line.ItemNo, line => line.Qty)
            .Select(wanted => (Stock: items.GetStock(connection, wanted.Key), Wanted: wanted.Sum(qty => (long)qty)))
            .Where(line => line.Stock.Available < line.Wanted)
            .ToList();
        if (shortages.Count > 0)
            throw ErpFault.InsufficientStock(
                shortages[0].Stock.ItemNo,
                string.Join("; ", shortages.Select(s =>
                    $"{s.Stock.ItemNo}: {s.Wanted} wanted, {Math.Max(0, s.Stock.Available):0.###} available")));
    }

    private Reservation Set(SqliteConnection connection, Reservation reservation, string status)
    {
        connection.Execute(sql["SetStatus"], new { reference = reservation.Reference, status });
        return reservation with { Status = status };
    }

    private Reservation Get(SqliteConnection connection, string reference) =>
        Find(connection, reference) ?? throw ErpFault.ReservationNotFound(reference);

    private Reservation? Find(SqliteConnection connection, string reference) =>
        connection.QueryFirstOrDefault<Reservation>(sql["Get"], new { reference }) is { } found
            ? (found with { Lines = connection.Query<ReservationLine>(sql["Lines"], new { reference }).AsList() }).At(Now())
            : null;

    private static bool Says(Reservation earlier, NewReservation request) =>
        earlier.Lines.Select(l => (l.ItemNo, l.Qty)).SequenceEqual(request.Lines.Select(l => (l.ItemNo, l.Qty)));

    private long Now() => Scaled.FromTime(clock.GetUtcNow());

    private static long Seconds(long microseconds) => microseconds / 1_000_000 * 1_000_000;
}
