using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Products.Reserving;

internal static class ReservationsApi
{
    public static RouteGroupBuilder MapReservations(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/reservations").WithTags("stock")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapPost("/", ReservationEndpoints.ReserveAsync).Describes(ReservationsContract.Reserve);
        group.MapGet("/{id}", ReservationEndpoints.GetAsync).Describes(ReservationsContract.Get);
        group.MapPost("/{id}/release", ReservationEndpoints.ReleaseAsync).Describes(ReservationsContract.Release);
        group.MapPost("/{id}/commit", ReservationEndpoints.CommitAsync).Describes(ReservationsContract.Commit);
        return group;
    }
}
