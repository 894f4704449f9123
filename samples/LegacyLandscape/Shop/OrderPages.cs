using System.Text;
using LegacyLandscape.Erp;
using LegacyLandscape.Erp.Store;

namespace LegacyLandscape.Shop;

internal static class OrderPages
{
    public static void MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("/shop/orders");
        pages.AddEndpointFilter(async (context, next) =>
        {
            var request = context.HttpContext.Request;
            return context.HttpContext.RequestServices.GetRequiredService<ShopSessions>().Of(request) is null
                ? LoginPages.ToLogin(request)
                : await next(context);
        });
        pages.MapGet("", List);
        pages.MapGet("/export", ExportAsync);
        pages.MapGet("/{orderNo:int}", Show);
        pages.MapPost("/{orderNo:int}/remarks", RemarkAsync);
    }

    private static IResult List(HttpRequest request, OrderStore orders, ShopSessions sessions)
    {
        var rows = orders.All().Select(order => $"""
            <tr><td><a href="{Html.Text(request.Absolute($"/shop/orders/{order.OrderNo}"))}">{order.OrderNo}</a></td>
            <td>{Html.Text(order.CustomerNo)}</td><td>{Html.Text(order.CustomerRef)}</td><td>{order.TotalAmount}</td></tr>
            """);
        return Html.Page(request, "Orders", $"""
            <table>
            {string.Join('\n', rows)}
            </table>
            <form method="post" action="/shop/logout">{Forms.HiddenToken(sessions.Of(request)!)}<button>Log out</button></form>
            """);
    }

    private static IResult Show(HttpRequest request, int orderNo, OrderStore orders, Remarks remarks, ShopSessions sessions)
    {
        try
        {
            var order = orders.Get(orderNo);
            var lines = order.Lines.Select(line => $"<li>{line.Qty} x {Html.Text(line.ItemNo)}</li>");
            return Html.Page(request, $"Order {orderNo}", $"""
                <p>{Html.Text(order.CustomerNo)} {Html.Text(order.CustomerRef)}</p>
                <ol>{string.Concat(lines)}</ol>
                <ul class="remarks">{string.Concat(remarks.Of(orderNo).Select(remark => $"<li>{Html.Text(remark)}</li>"))}</ul>
                <form method="post" action="/shop/orders/{orderNo}/remarks">
                {Forms.HiddenToken(sessions.Of(request)!)}
                <textarea name="remark"></textarea><button>Add remark</button>
                </form>
                """);
        }
        catch (ErpFault)
        {
            return Results.NotFound();
        }
    }

    private static async Task<IResult> RemarkAsync(HttpRequest request, int orderNo, Remarks remarks, ShopSessions sessions)
    {
        if (!await Forms.IsOursAsync(request, sessions.Of(request)!))
            return Results.BadRequest("This form is not the shop's, or it is too old.");

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        remarks.Add(orderNo, form["remark"].ToString());
        return Results.Redirect(request.Absolute($"/shop/orders/{orderNo}"));
    }

    // Row by row and without a length, so it goes out in chunks.
    private static async Task ExportAsync(HttpContext context, OrderStore orders)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        foreach (var order in orders.All())
        {
            await context.Response.WriteAsync($"{order.OrderNo};{order.CustomerNo};{order.TotalAmount}\r\n", Encoding.UTF8);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
