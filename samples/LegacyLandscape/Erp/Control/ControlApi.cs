using System.Xml;
using LegacyLandscape.Control;
using LegacyLandscape.Erp.Soap;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Soap;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LegacyLandscape.Erp.Control;

/// <summary>The back office and the saboteur: for tests and demos, not part of the system as found.</summary>
internal static class ControlApi
{
    public static void MapControl(this IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/control/erp");
        control.MapGet("", State);
        control.MapBehaviour();
        control.MapPost("/items/{itemNo}", EditItemAsync);
        control.MapPost("/locks/{orderNo:int}", (int orderNo, RecordLocks locks) =>
        {
            locks.Lock(orderNo);
            return TypedResults.NoContent();
        });
        control.MapDelete("/locks/{orderNo:int}", (int orderNo, RecordLocks locks) =>
        {
            locks.Unlock(orderNo);
            return TypedResults.NoContent();
        });
        control.MapGet("/orders", (OrderStore orders) => TypedResults.Ok(orders.All().Select(OrderView.Of)));
        control.MapGet("/statistics", Statistics);
    }

    private static Ok<ErpState> State(Behaviour behaviour, RecordLocks locks, Sessions sessions, OrderStore orders) =>
        TypedResults.Ok(new ErpState(
            behaviour.Settings, locks.OrderNos, new SessionState(sessions.Limit, sessions.Count().InUse), orders.LastChangeNo()));

    private static Ok<ErpStatistics> Statistics(Sessions sessions, CallCounter calls)
    {
        var (_, most, refused) = sessions.Count();
        return TypedResults.Ok(new ErpStatistics(most, calls.Calls, refused));
    }

    private static async Task<Results<Ok<ItemView>, NotFound<string>, BadRequest<string>>> EditItemAsync(
        string itemNo, ItemEdit edit, ItemStore items)
    {
        if (edit.Description is { } text && (text.Length > 60 || !text.All(XmlConvert.IsXmlChar)))
            return TypedResults.BadRequest("The description has at most 60 characters, all of them allowed in XML.");
        if (edit.Price is { } price && (price is < 0 or > 9_999_999m || decimal.Round(price, 4) != price))
            return TypedResults.BadRequest("The price is 0 to 9999999 with at most 4 decimals.");

        try
        {
            return TypedResults.Ok(ItemView.Of(await items.EditAsync(ItemNumber.Trim(itemNo), edit)));
        }
        catch (ErpFault unknown)
        {
            return TypedResults.NotFound(unknown.Message);
        }
    }
}
