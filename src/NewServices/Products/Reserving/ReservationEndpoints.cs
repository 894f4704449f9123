using Hub.Products.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Products.Reserving;

internal static class ReservationEndpoints
{
    public static async Task<Results<Ok<Reservation>, Problem>> GetAsync(string id, ProductsStore store, TimeProvider clock) =>
        await store.Database.ReadAsync(c => ReservationRow.FindAsync(c, id)) is { } found
            ? TypedResults.Ok(found.At(clock.GetUtcNow()))
            : ReservationKeeping.NotFound(id);

    public static async Task<Results<Created<Reservation>, Problem>> ReserveAsync(
        HttpContext context, ReservationKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, new RequestErrors(), AskedReservation.Read);
        if (asked is null)
            return fault!;
        var (written, refused) = await keeping.ReserveAsync(context, asked);
        return refused is not null
            ? refused
            : TypedResults.Created($"/api/reservations/{Uri.EscapeDataString(written!.Reference)}", written);
    }

    public static async Task<Results<Ok<Reservation>, Problem>> ReleaseAsync(
        string id, HttpContext context, ReservationKeeping keeping) => Answer(await keeping.ReleaseAsync(context, id));

    public static async Task<Results<Ok<Reservation>, Problem>> CommitAsync(
        string id, HttpContext context, ReservationKeeping keeping) => Answer(await keeping.CommitAsync(context, id));

    private static Results<Ok<Reservation>, Problem> Answer(Written<Reservation> written) =>
        written.Refused is { } refused ? refused : TypedResults.Ok(written.Record!);
}
