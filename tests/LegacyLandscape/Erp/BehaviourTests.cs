using System.Net;
using System.Net.Http.Json;
using Hub.Tests;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class BehaviourTests
{
    [Fact]
    public async Task Commit_then_hang_leaves_the_order_behind()
    {
        await using var erp = await RunningErp.StartAsync();
        await erp.Client.BehaveAsync(new { mode = "commitThenHang", operations = new[] { "PlaceOrder" } });

        var call = erp.Client.PlaceOrderAsync("web-1");

        await Eventually.HoldsAsync(async () => (await erp.Client.OrdersByExternalRefAsync("web-1")).Count == 1);
        call.IsCompleted.ShouldBeFalse();
        await erp.Client.BehaveAsync(new { mode = "normal" });
        await Should.ThrowAsync<HttpRequestException>(call);
        (await erp.Client.OrdersByExternalRefAsync("web-1")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Commit_then_fail_leaves_the_order_behind_and_no_answer()
    {
        await using var erp = await RunningErp.StartAsync();
        await erp.Client.BehaveAsync(new { mode = "commitThenFail" });

        await Should.ThrowAsync<HttpRequestException>(() => erp.Client.PlaceOrderAsync("web-1"));

        (await erp.Client.OrdersByExternalRefAsync("web-1")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hang_and_down_leave_nothing_behind()
    {
        await using var erp = await RunningErp.StartAsync();
        await erp.Client.BehaveAsync(new { mode = "down" });
        await Should.ThrowAsync<HttpRequestException>(() => erp.Client.PlaceOrderAsync("web-1"));

        await erp.Client.BehaveAsync(new { mode = "hang" });
        using var patience = new CancellationTokenSource();
        var call = erp.Client.CallAsync(Xml.PlaceOrder("C-1001", "web-1", ("P-2001", 1)), patience.Token);
        await Eventually.HoldsAsync(async () => await InUseAsync(erp) == 1);
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        await Eventually.HoldsAsync(async () => await InUseAsync(erp) == 0);
        (await erp.Client.OrdersByExternalRefAsync("web-1")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fail_holds_for_as_many_calls_of_the_operation_as_was_said()
    {
        await using var erp = await RunningErp.StartAsync();
        await erp.Client.BehaveAsync(new { mode = "fail", operations = new[] { "GetItem" }, times = 2 });

        (await erp.Client.CallAsync("GetStock", ("ItemNo", "P-2001"))).IsFault.ShouldBeFalse();
        for (var i = 0; i < 2; i++)
        {
            var reply = await erp.Client.CallAsync("GetItem", ("ItemNo", "P-2001"));
            reply.Status.ShouldBe(HttpStatusCode.InternalServerError);
            reply.FaultCode.ShouldBe("soap:Server");
            reply.Detail.ShouldBeNull();
        }

        (await erp.Client.CallAsync("GetItem", ("ItemNo", "P-2001"))).IsFault.ShouldBeFalse();
        (await erp.Client.StateAsync()).GetProperty("behaviour").GetProperty("mode").GetString().ShouldBe("normal");
    }

    [Fact]
    public async Task Slow_waits_as_long_as_was_said_and_then_answers()
    {
        var clock = new HeldClock(new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));
        await using var erp = await RunningErp.StartAsync(clock: clock);
        await erp.Client.BehaveAsync(new { mode = "slow", delayMs = 700 });

        var call = erp.Client.CallAsync("GetItem", ("ItemNo", "P-2001"));

        await Eventually.HoldsAsync(() => clock.Waiting.Contains(TimeSpan.FromMilliseconds(700)));
        call.IsCompleted.ShouldBeFalse();
        clock.RunOut();
        (await call).IsFault.ShouldBeFalse();
    }

    [Fact]
    public async Task A_hanging_call_does_not_keep_the_ERP_from_stopping()
    {
        var erp = await RunningErp.StartAsync();
        await erp.Client.BehaveAsync(new { mode = "hang" });
        using var client = new ErpClient(erp.Address);
        var call = client.PlaceOrderAsync();
        await Eventually.HoldsAsync(async () => await InUseAsync(erp) == 1);

        await erp.DisposeAsync();

        await Should.ThrowAsync<HttpRequestException>(call);
    }

    [Theory]
    [InlineData("""{ "mode": "sulk" }""")]
    [InlineData("""{ "mode": "hang", "operations": ["GetItm"] }""")]
    [InlineData("""{ "mode": "hang", "times": 0 }""")]
    public async Task A_behaviour_that_cannot_be_is_refused(string settings)
    {
        await using var erp = await RunningErp.StartAsync();

        using var body = new StringContent(settings, System.Text.Encoding.UTF8, "application/json");
        var response = await erp.Client.Http.PutAsync("/control/erp/behaviour", body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static async Task<int> InUseAsync(RunningErp erp) =>
        (await erp.Client.StateAsync()).GetProperty("sessions").GetProperty("inUse").GetInt32();
}
