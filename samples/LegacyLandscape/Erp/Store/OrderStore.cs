using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using LegacyLandscape.Store;

namespace LegacyLandscape.Erp.Store;

internal sealed class OrderStore(SqliteDatabase database, ItemStore items, TimeProvider clock)
{
    private readonly SqlFile sql = new("Erp.Store.Orders");

    public Order Get(int orderNo) => database.Read(connection => Get(connection, orderNo));

    public IReadOnlyList<Order> FindByExternalRef(string externalRef) => Query("ByExternalRef", new { externalRef });

    public IReadOnlyList<Order> ListOfCustomer(string customerNo, int maxCount) =>
        Query("ByCustomer", new { customerNo, maxCount });

    /// <summary>The page, and the number of its last order where more follow.</summary>
    public (IReadOnlyList<Order> Orders, int? LastOrderNo) Search(OrderSearch search)
    {
        if (search.AfterOrderNo is { } after)
            Get(after);
        var found = Query(
            search.OldestFirst ? "OldestFirst" : "NewestFirst", search with { MaxCount = search.MaxCount + 1 });
        return found.Count > search.MaxCount
            ? ([.. found.Take(search.MaxCount)], found[search.MaxCount - 1].OrderNo)
            : (found, null);
    }

    public IReadOnlyList<Order> ChangedSince(long changeNo, int maxCount) => Query("ChangedSince", new { changeNo, maxCount });

    public IReadOnlyList<Order> All() => Query("All", new { });

    public long LastChangeNo() => database.Read(connection => Counter.Current(connection, Counter.ChangeNo));

    public Task<Order> PlaceAsync(NewOrder request) => database.WriteAsync(connection =>
    {
        if (request.CustomerNo.Length == 0)
            throw ErpFault.InvalidOrder("An order needs a customer.", "CustomerNo");

        var lines = request.Lines.Select((line, index) => Price(connection, line, index + 1)).ToList();
        var total = lines.Sum(line => line.LineAmount);
        if (total > Scaled.MaxAmount)
            throw ErpFault.InvalidOrder("The order's total has more than 18 digits.", "Qty");

        var order = new Order
        {
            OrderNo = checked((int)Counter.Next(connection, Counter.OrderNo)),
            CustomerNo = request.CustomerNo,
            CustomerRef = request.CustomerRef,
            ExternalRef = request.ExternalRef,
            OrderDate = clock.GetUtcNow().ToUnixTimeSeconds() * 1_000_000,
            Status = OrderStatus.New,
            TotalE4 = Scaled.ToE4(total),
            ChangeNo = Counter.Next(connection, Counter.ChangeNo),
        };
        lines = lines.ConvertAll(line => line with { OrderNo = order.OrderNo });
        connection.Execute(sql["Insert"], order);
        foreach (var line in lines)
        {
            connection.Execute(sql["InsertLine"], line);
            if (request.BookStock)
                items.TakeFromStock(connection, line.ItemNo, line.Qty, order.OrderDate);
        }

        return order with { Lines = lines };
    });

    /// <param name="orderNo">The order.</param>
    /// <param name="status">What it is to be.</param>
    /// <param name="isChecked">Whether it has to come after the status that the order has.</param>
    public Task<Order> SetStatusAsync(int orderNo, string status, bool isChecked = false) => database.WriteAsync(connection =>
    {
        if (isChecked && Get(connection, orderNo) is var order)
        {
            if (order.Status == status)
                return order;
            var possible = OrderStatus.After(order.Status);
            if (!possible.Contains(status))
                throw ErpFault.StatusRefused(
                    orderNo,
                    order.Status,
                    $"Order {orderNo} is {OrderStatus.Word(order.Status)}, and from there it can become "
                    + $"{(possible.Count == 0 ? "nothing else" : string.Join(" or ", possible.Select(OrderStatus.Word)))}, "
                    + $"not {OrderStatus.Word(status)}.");
        }

        var changeNo = Counter.Next(connection, Counter.ChangeNo);
        connection.Execute(sql["SetStatus"], new { orderNo, status, changeNo });
        return Get(connection, orderNo);
    });

    private OrderLine Price(SqliteConnection connection, NewOrderLine line, int lineNo)
    {
        if (line.Qty < 1)
            throw ErpFault.InvalidOrder($"Line {lineNo}: the quantity must be 1 or more, not {line.Qty}.", "Qty");

        var item = items.Get(connection, line.ItemNo);
        if (!item.Active)
            throw ErpFault.ItemDiscontinued(line.ItemNo);

        return new OrderLine { OrderNo = 0, LineNo = lineNo, ItemNo = item.ItemNo, Qty = line.Qty, UnitPriceE4 = item.PriceE4 };
    }

    private Order Get(SqliteConnection connection, int orderNo)
    {
        var order = connection.QueryFirstOrDefault<Order>(sql["Get"], new { orderNo }) ?? throw ErpFault.OrderNotFound(orderNo);
        return WithLines(connection, [order])[0];
    }

    private IReadOnlyList<Order> Query(string statement, object parameters) => database.Read(connection =>
        WithLines(connection, connection.Query<Order>(sql[statement], parameters).AsList()));

    // Lines never change once an order is placed, so reading them after the orders cannot tear an order apart.
    private List<Order> WithLines(SqliteConnection connection, List<Order> orders)
    {
        var orderNos = JsonSerializer.Serialize(orders.Select(order => order.OrderNo));
        var lines = connection.Query<OrderLine>(sql["Lines"], new { orderNos }).ToLookup(line => line.OrderNo);
        return orders.ConvertAll(order => order with { Lines = lines[order.OrderNo].ToList() });
    }
}
