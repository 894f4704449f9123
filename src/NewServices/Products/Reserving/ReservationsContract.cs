using Hub.ServiceKit.Hosting;

namespace Hub.Products.Reserving;

/// <summary>What the endpoints take and answer, for the public contract, with examples.</summary>
internal static class ReservationsContract
{
    private static readonly Reservation Example = new()
    {
        Reference = "O-3001",
        State = ReservationState.Held,
        ReservedAt = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
        ExpiresAt = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero),
        Lines = [new("P-2005", 40), new("P-2001", 2)],
    };

    private static readonly KeyValuePair<int, string> NotFound = new(404, "There is no such reservation.");

    public static EndpointContract Reserve { get; } = new(201, "The reservation; an earlier one where it was asked for before.")
    {
        Body = ContractSchema.Of(
            ReservationJson.Default.AskedReservation, new(Example.Reference, Example.ExpiresAt, Example.Lines)),
        Answer = ContractSchema.Of(ReservationJson.Default.Reservation, Example),
        Refusals =
        [
            new(409, "There is not enough stock, as the detail says of each product; or the reference is of other lines."),
            new(422, "A product is unknown, or it would have expired already."),
        ],
    };

    public static EndpointContract Get { get; } = new(200, "The reservation.")
    {
        Answer = ContractSchema.Of(ReservationJson.Default.Reservation, Example), Refusals = [NotFound],
    };

    public static EndpointContract Release { get; } = new(200, "The reservation, which holds nothing any more.")
    {
        Answer = ContractSchema.Of(
            ReservationJson.Default.Reservation, Example with { State = ReservationState.Released }),
        Refusals = [NotFound, new(409, "It was committed.")],
    };

    public static EndpointContract Commit { get; } = new(200, "The reservation, whose goods have left.")
    {
        Answer = ContractSchema.Of(
            ReservationJson.Default.Reservation, Example with { State = ReservationState.Committed }),
        Refusals = [NotFound, new(409, "It was released, or has expired.")],
    };
}
