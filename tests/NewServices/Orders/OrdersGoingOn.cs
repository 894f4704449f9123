using System.Net;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;

namespace Hub.NewServices.Tests.Orders;

public sealed class OrdersGoingOn_on_SQLite() : OrdersGoingOn(StoreEngine.Sqlite);

public sealed class OrdersGoingOn_on_PostgreSQL() : OrdersGoingOn(StoreEngine.Postgres);

/// <summary>What only the new side has of an order's way: trials, and changes that are told.</summary>
public abstract class OrdersGoingOn(StoreEngine engine) : IAsyncLifetime
{
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine);

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Each_step_is_told_once_and_a_repeated_or_refused_one_is_not()
    {
        var path = (await _services.PlaceAsync()).Location!.OriginalString;
        var placed = (await _services.ReadLogAsync()).ShouldHaveSingleItem();
        foreach (var act in new[] { "confirm", "confirm", "ship", "cancel" })
            await Answer.PostAsync(_services.Client, $"{path}/{act}", "");
        var told = (await _services.ReadLogAsync(placed.Position)).ShouldHaveSingleItem();
        (told.Kind, told.Origin, told.Version, (string)told.Content!["status"]!)
            .ShouldBe((ChangeKind.Upsert, Side.New, placed.Version + 2, "shipped"));
    }

    [Fact]
    public async Task A_step_that_is_only_tried_changes_nothing()
    {
        var placed = await _services.PlaceAsync();
        var tried = await Answer.PostAsync(
            _services.Client, $"{placed.Location!.OriginalString}/cancel", "", ("Prefer", "dry-run"));
        tried.ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("status").GetString().ShouldBe("cancelled");
        (await _services.GetAsync(placed.Location.OriginalString)).Text.ShouldBe(placed.Text);
        (await _services.ReadLogAsync()).ShouldHaveSingleItem();
    }
}
