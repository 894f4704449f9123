using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class PagesTests
{
    [Fact]
    public async Task The_raw_target_comes_back_undecoded()
    {
        const string Target = "/erp/raw/a%2Fb%20c/%E2%82%AC;v=1/?q=%2F+%26&r=";
        await using var erp = await RunningErp.StartAsync();
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };

        (await erp.Client.Http.GetStringAsync(new Uri(erp.Address + Target, in options))).ShouldBe(Target);
    }

    [Fact]
    public async Task Every_answer_carries_the_old_servers_name()
    {
        await using var erp = await RunningErp.StartAsync();

        foreach (var path in new[] { "/erp/about", ErpClient.Service, "/nowhere", "/control/health" })
        {
            using var response = await erp.Client.Http.GetAsync(path);
            response.Headers.GetValues("Server").ShouldBe(["ERP/4.7"]);
        }
    }

    [Fact]
    public async Task Two_ERPs_in_one_process_do_not_share_anything()
    {
        await using var one = await RunningErp.StartAsync();
        await using var other = await RunningErp.StartAsync();

        await one.Client.PlaceOrderAsync("web-1");
        await one.Client.BehaveAsync(new { mode = "fail" });

        (await other.Client.OrdersAsync()).Count.ShouldBe(30);
        (await other.Client.PlaceOrderAsync()).ShouldBe(3031);
    }
}
