using Hub.Adapters.Files;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Files;

/// <summary>The same where the hub keeps its own state in PostgreSQL.</summary>
public sealed class FilesWithStateInPostgres
{
    private const string Header = "ITEM;QTY;ON;OP\r\n";

    [Fact]
    public async Task Files_are_read_answered_and_known()
    {
        await using var world = await FileWorld.StartAsync("rows: all, deletes: { most: 100% }", store: await StoreAsync());
        world.Drop("stock-1.csv", Header + string.Concat(Enumerable.Range(1, 1100).Select(n => $"A{n};{n};;\r\n")) + "B;x;;\r\n");
        await world.ReadAsync();
        world.Applied.Count.ShouldBe(1100);
        world.Answer("done", "stock-1.csv").Length.ShouldBe(1101);

        world.Drop("stock-2.csv", Header + "A1;2;;\r\n");
        await world.ReadAsync();
        world.Applied.ShouldBe(new Dictionary<string, string> { ["S-A1"] = "2 " });
    }

    [Fact]
    public async Task Rows_are_kept_for_files_and_put_into_them()
    {
        await using var world = await FileWorld.StartAsync(store: await StoreAsync());
        var rows = new OutgoingRows(world.Service<HubStore>(), world);
        for (var n = 1; n <= 4; n++)
            (await rows.PutAsync("shed", "stock", $"S-{n % 3}", n, new Dictionary<string, string> { ["ITEM"] = $"{n}" }))
                .ShouldBeTrue();
        (await rows.PutAsync("shed", "stock", "S-1", 3, new Dictionary<string, string>())).ShouldBeFalse();
        (await rows.WaitingAsync("shed", "stock")).Rows.ShouldBe(3);
        (await rows.HoldAsync("shed", "stock")).ShouldBe(new OutgoingFile(0, OutgoingRows.None));
        (await new OutgoingRows(world.Service<HubStore>(), world).HoldAsync("shed", "stock")).ShouldBeNull();

        (await rows.BeginAsync("shed", "stock", 2)).ShouldBe(1);

        (await ItemsAsync(rows)).ShouldBe(["2", "3"]);
        (await rows.CompleteAsync("shed", "stock", 1)).ShouldBeTrue();
        await rows.EndAsync("shed", "stock", 1);
        (await rows.IsUnderWayAsync("shed", "stock")).ShouldBeFalse();
        (await rows.WaitingAsync("shed", "stock")).Rows.ShouldBe(1);
    }

    private static async Task<List<string>> ItemsAsync(OutgoingRows rows)
    {
        var items = new List<string>();
        await foreach (var row in rows.RowsAsync("shed", "stock", 1))
            items.Add(row["ITEM"]);
        return items;
    }

    private static async Task<StoreOptions> StoreAsync()
    {
        PostgresServer.SkipIfMissing();
        return new() { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
    }
}
