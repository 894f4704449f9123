using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests;

namespace Hub.NewServices.Tests.Products;

/// <summary>A repair and a change of one record at once, where the store lets two write side by side.</summary>
public sealed class RepairsBesideChanges
{
    [Fact]
    public async Task A_repair_undoes_no_change_that_is_being_applied()
    {
        await using var services = await RunningServices.StartAsync(StoreEngine.Postgres);
        await services.Products.ApplyAsync(Changes.Product("P-2001", "1.00", version: 1), null, CancellationToken.None);
        JsonObject? found = null;
        await foreach (var page in ((IRecordListing)services.Products).ListAsync(CancellationToken.None))
            found ??= page.Single(r => r.Key == "P-2001").Content;
        var wanted = found!.DeepClone().AsObject();
        wanted["price"] = 0.50m;

        await using var store = services.Stores.Open("products");
        Task<ApplyResult>? repair = null;
        await store.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync("UPDATE product_versions SET legacy_version = 2 WHERE id = 'P-2001'", transaction: t);
            await c.ExecuteAsync("UPDATE products SET price = '2.00' WHERE id = 'P-2001'", transaction: t);
            repair = ((IRecordCopy)services.Products).RepairAsync("P-2001", found, wanted);
            await Eventually.HoldsAsync("the repair to wait for the change", () => store.ReadAsync(other =>
                other.ExecuteScalarAsync<bool>("""
                    SELECT EXISTS (
                        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
                    """)));
            return true;
        });
        (await repair!).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await services.GetAsync("/api/products/P-2001")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("price")
            .GetRawText().ShouldBe("2.00");
    }
}
