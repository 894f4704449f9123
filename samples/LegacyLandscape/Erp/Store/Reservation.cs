namespace LegacyLandscape.Erp.Store;

internal sealed record Reservation
{
    public required string Reference { get; init; }

    /// <summary>As it was last written: one that is held and past its time has expired.</summary>
    public required string Status { get; init; }

    /// <summary>Microseconds since 1970, whole seconds.</summary>
    public required long ReservedAt { get; init; }

    public required long ExpiresAt { get; init; }

    public IReadOnlyList<ReservationLine> Lines { get; init; } = [];

    public Reservation At(long now) =>
        Status == ReservationStatus.Held && ExpiresAt <= now ? this with { Status = ReservationStatus.Expired } : this;
}

internal sealed record ReservationLine
{
    public required string ItemNo { get; init; }
    public required int Qty { get; init; }
}

internal sealed record NewReservation(string Reference, long? ExpiresAt, IReadOnlyList<NewOrderLine> Lines);

internal static class ReservationStatus
{
    public const string Held = "H";
    public const string Released = "R";
    public const string Issued = "I";
    public const string Expired = "E";

    public static string Word(string status) => status switch
    {
        Released => "was released",
        Issued => "was issued",
        Expired => "has expired",
        _ => "is held",
    };
}
