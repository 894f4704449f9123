using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Orders.Storing;

/// <summary>
/// A row of <c>orders</c>: amounts as text, since their digits are kept; lines as JSON, since only the whole order is ever read.
/// </summary>
internal sealed record OrderRow(
    string Id, string CustomerId, string? Reference, string? ExternalReference, long PlacedAt, string Status, string Total,
    string Lines)
{
    private static readonly SqlFile Sql = SqlFile.Of<OrderRow>();

    public static async Task<Order?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<OrderRow>(Sql["Get"], new { id }, transaction))?.ToOrder();

    public static async Task<Order?> FindByReferenceAsync(
        DbConnection connection, string externalReference, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<OrderRow>(Sql["GetByReference"], new { externalReference }, transaction))
            ?.ToOrder();

    /// <summary>Those behind an id, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<Order>> ListAsync(DbConnection connection, string after, int limit) =>
        [.. (await connection.QueryAsync<OrderRow>(Sql["List"], new { after, limit })).Select(r => r.ToOrder())];

    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, Order order) =>
        connection.ExecuteAsync(Sql["Save"], Of(order), transaction);

    public static Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteAsync(Sql["Delete"], new { id }, transaction);

    private static OrderRow Of(Order order) => new(
        order.Id,
        order.CustomerId,
        order.Reference,
        order.ExternalReference,
        Microseconds.Of(order.PlacedAt),
        order.Status.ToString(),
        order.Total.ToString(CultureInfo.InvariantCulture),
        JsonSerializer.Serialize(order.Lines, OrderJson.Default.IReadOnlyListOrderLine));

    public Order ToOrder() => new(
        Id,
        CustomerId,
        Microseconds.ToTime(PlacedAt),
        Enum.Parse<OrderStatus>(Status),
        decimal.Parse(Total, CultureInfo.InvariantCulture),
        JsonSerializer.Deserialize(Lines, OrderJson.Default.IReadOnlyListOrderLine)!,
        Reference,
        ExternalReference);
}
