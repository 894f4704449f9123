using System.Net.Http.Json;
using System.Text.Json;
using Hub.Platform.Kept;
using Hub.Platform.Tests.Storage;
using Hub.Sync.Tests.Bonds;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.AtSize;

public sealed class CountingWhatIsKept_on_SQLite() : CountingWhatIsKept(StoreEngine.Sqlite)
{
    private protected override bool TellsBytes => false;
}

public sealed class CountingWhatIsKept_on_PostgreSQL() : CountingWhatIsKept(StoreEngine.Postgres)
{
    private protected override bool TellsBytes => true;
}

/// <summary>What the hub keeps of records is counted, and is no more after each of them was changed many times.</summary>
public abstract class CountingWhatIsKept(StoreEngine engine) : TwoSides(engine)
{
    private protected abstract bool TellsBytes { get; }

    [Fact]
    public async Task What_is_kept_of_records_follows_the_records_and_not_their_changes()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'name':'0'}");
        (await RowsAsync(hub, "bonds")).ShouldBe(1);
        for (var n = 1; n <= 20; n++)
        {
            New.Edit(key, $"{{'name':'{n}'}}");
            await HoldAsync(key, $"{{'name':'{n}'}}");
        }

        (await RowsAsync(hub, "bonds")).ShouldBe(1);
        (await RowsAsync(hub, "versions")).ShouldBeLessThanOrEqualTo(2);
        using var client = hub.Client();
        var kept = (await client.GetFromJsonAsync<JsonElement>("/hub/api/sync/kept")).EnumerateArray().ToList();
        var bonds = kept.Single(k => k.GetProperty("what").GetString() == "bonds");
        (bonds.GetProperty("of").GetString(), bonds.GetProperty("rows").GetInt64()).ShouldBe(("orders", 1));
        (bonds.GetProperty("bytes").ValueKind == JsonValueKind.Number).ShouldBe(TellsBytes);
        kept.ShouldAllBe(k => k.GetProperty("bound").GetString()!.Length > 0);
        // Of the adapters, which do not run here, there is no table.
        kept.ShouldNotContain(k => k.GetProperty("what").GetString() == "listed records");
    }

    private static async Task<long> RowsAsync(TestHub hub, string what) =>
        (await hub.Kept.CountAsync()).Where(k => k.What == what).Sum(k => k.Rows);
}
