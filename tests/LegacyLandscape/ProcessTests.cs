using System.Collections.Concurrent;
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
            await Eventually.IsTrueAsync(() => Task.FromResult(acknowledged.Count >= 50));
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
