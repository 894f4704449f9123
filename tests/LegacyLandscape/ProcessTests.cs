using System.Collections.Concurrent;
using Hub.Tests;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests;

public sealed class ProcessTests
{
    [Fact]
    public async Task What_was_acknowledged_survives_a_SIGKILL()
    {
        using var data = new DataDirectory();
        var acknowledged = new ConcurrentBag<int>();
        using (var landscape = await LandscapeProcess.StartAsync(data.Path))
        {
            var writers = Enumerable.Range(0, 4).Select(async _ =>
            {
                while (true)
                    acknowledged.Add(await landscape.Erp.PlaceOrderAsync());
            }).ToList();
            await Eventually.HoldsAsync(() => acknowledged.Count >= 50);
            await landscape.SignalAsync("KILL");
            foreach (var writer in writers)
                await Should.ThrowAsync<HttpRequestException>(writer);
        }

        using var again = await LandscapeProcess.StartAsync(data.Path);

        var orders = (await again.Erp.OrdersAsync()).Select(order => order.GetProperty("orderNo").GetInt32()).ToHashSet();
        acknowledged.ShouldBeUnique();
        acknowledged.ShouldAllBe(orderNo => orders.Contains(orderNo));
        // At most the requests in flight at the moment of the kill are there besides.
        orders.Count.ShouldBeInRange(30 + acknowledged.Count, 30 + acknowledged.Count + 4);
        (await again.Erp.PlaceOrderAsync()).ShouldBe(orders.Max() + 1);
    }

    [Fact]
    public async Task The_handshake_tells_where_every_system_is()
    {
        using var data = new DataDirectory();
        using var landscape = await LandscapeProcess.StartAsync(data.Path, "--crm-password", "tell-nobody");

        landscape.Places.Keys.ShouldBe(["erp", "crm", "finance", "finance-control", "shop"]);
        landscape.Places["finance"].ShouldBe(Path.Combine(data.Path, "finance.db"));
        using var http = new HttpClient();
        foreach (var system in new[] { "erp", "crm", "finance-control", "shop" })
            (await http.GetStringAsync($"{landscape.Places[system]}/control/health")).ShouldBe("ok");
        using var crm = new CrmClient(landscape.Places["crm"]);
        var request = CrmXml.Request("GetCustomer", ("CustomerNo", "C-1001"));
        (await crm.CallAsync(request)).IsFault.ShouldBeTrue();
        (await crm.CallAsync(request, new UsernameToken { Password = "tell-nobody" }.ToHeader())).IsFault.ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_CRM_and_the_finance_database_took_survives_a_SIGKILL()
    {
        using var data = new DataDirectory();
        using (var landscape = await LandscapeProcess.StartAsync(data.Path))
        {
            using var crm = new CrmClient(landscape.Places["crm"]);
            using var http = new HttpClient();
            await crm.CreateAsync(CrmXml.NewCustomer("Neu"), "web-1");
            var invoice = $"{landscape.Places["finance-control"]}/control/finance/invoices/4001";
            (await http.DeleteAsync(invoice)).EnsureSuccessStatusCode();
            await landscape.SignalAsync("KILL");
            await landscape.Process.WaitForExitAsync();
        }

        using var again = await LandscapeProcess.StartAsync(data.Path);
        using var crmAgain = new CrmClient(again.Places["crm"]);
        using var httpAgain = new HttpClient();

        (await crmAgain.GetAsync("C-2001")).Field("ExternalRef").ShouldBe("web-1");
        (await httpAgain.DeleteAsync($"{again.Places["finance-control"]}/control/finance/invoices/4001")).StatusCode
            .ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task With_its_parent_it_ignores_Ctrl_C_and_ends_when_its_input_ends()
    {
        using var data = new DataDirectory();
        using var landscape = await LandscapeProcess.StartAsync(data.Path);

        await landscape.SignalAsync("INT");
        (await landscape.Erp.PlaceOrderAsync()).ShouldBe(3031);

        landscape.Process.StandardInput.Close();
        await landscape.Process.WaitForExitAsync();
        landscape.Process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task SIGTERM_stops_it_gracefully()
    {
        using var data = new DataDirectory();
        using var landscape = await LandscapeProcess.StartAsync(data.Path);

        await landscape.SignalAsync("TERM");

        await landscape.Process.WaitForExitAsync();
        landscape.Process.ExitCode.ShouldBe(0);
    }
}
