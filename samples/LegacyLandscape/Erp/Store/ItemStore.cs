using Dapper;
using Microsoft.Data.Sqlite;
using LegacyLandscape.Store;

namespace LegacyLandscape.Erp.Store;

internal sealed class ItemStore(SqliteDatabase database, TimeProvider clock)
{
    private readonly SqlFile sql = new("Erp.Store.Items");

    public Item Get(string itemNo) => database.Read(connection => Get(connection, itemNo));

    public Item Get(SqliteConnection connection, string itemNo) =>
        connection.QueryFirstOrDefault<Item>(sql["Get"], new { itemNo }) ?? throw ErpFault.ItemNotFound(itemNo);

    public IReadOnlyList<Item> List(string? after, int maxCount, bool? active = null, bool descending = false) =>
        database.Read(connection => connection.Query<Item>(
            sql[descending ? "ListDescending" : "List"], new { after = after ?? "", maxCount, active }).AsList());

    public IReadOnlyList<Item> ChangedSince(long changeNo, int maxCount) =>
        database.Read(connection => connection.Query<Item>(sql["ChangedSince"], new { changeNo, maxCount }).AsList());

    public Stock GetStock(string itemNo) => database.Read(connection => GetStock(connection, itemNo));

    public Stock GetStock(SqliteConnection connection, string itemNo) =>
        connection.QueryFirstOrDefault<Stock>(sql["Stock"], new { itemNo, now = Now() }) ?? throw ErpFault.ItemNotFound(itemNo);

    public IReadOnlyList<Stock> StockChangedSince(long changeNo, int maxCount) => database.Read(connection =>
        connection.Query<Stock>(sql["StockChangedSince"], new { changeNo, maxCount, now = Now() }).AsList());

    public void TakeFromStock(SqliteConnection connection, string itemNo, int qty, long asOf)
    {
        connection.Execute(sql["TakeFromStock"], new { itemNo, qty, asOf });
        var changeNo = Counter.Next(connection, Counter.ChangeNo);
        connection.Execute(sql["NoteStockChange"], new { itemNo, changeNo });
    }

    public Task<Item> EditAsync(string itemNo, ItemEdit edit) => database.WriteAsync(connection =>
        connection.QueryFirstOrDefault<Item>(sql["Edit"], new
        {
            itemNo,
            description = edit.Description,
            priceE4 = edit.Price is { } price ? Scaled.ToE4(price) : (long?)null,
            active = edit.Active,
            changeNo = Counter.Next(connection, Counter.ChangeNo),
        }) ?? throw ErpFault.ItemNotFound(itemNo));

    private long Now() => Scaled.FromTime(clock.GetUtcNow());
}
