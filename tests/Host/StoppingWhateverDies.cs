using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>A hub that is told to stop at a bad moment ends in order and says so by its exit code.</summary>
public sealed class StoppingWhateverDies : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_hub_and_its_landscape_told_to_stop_together_end_with_0()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var landscape = await Landscape.StartAsync(_folder.File($"landscape{i}"));
            await using var hub = await HubUnderTest.StartAsync(_folder.File($"data{i}"), landscape);
            await Eventually.HoldsAsync("sync to read", async () => (await hub.GetTextAsync("/hub/api/sync/links")).Length > 2);
            // At another moment of sync's reading each time.
            await Task.WhenAll(Task.Run(landscape.Terminate), Task.Run(hub.Program.Terminate));
            await EndsAsync(hub.Program);
        }
    }

    [Fact]
    public async Task Told_to_stop_while_it_starts_it_ends_with_0_wherever_it_is()
    {
        foreach (var line in new[] { "", "Starting the legacy landscape", "Hub is ready", "facade " })
        {
            await using var program = RunningProgram.Start("dotnet", [
                Repository.HubProgram, "up", "--plan", Repository.Plan, "--data", _folder.File("data"),
                "--urls", "http://127.0.0.1:0"]);
            if (line.Length == 0)
                // Whoever holds the folder has begun.
                await Eventually.HoldsAsync("it to begin", () => Task.FromResult(File.Exists(_folder.File("data/hub.lock"))));
            else
                await program.LineAsync(line, l => l.Contains(line, StringComparison.Ordinal));
            program.Terminate();
            await EndsAsync(program);
        }
    }

    [Fact]
    public async Task Told_twice_it_waits_no_longer_for_what_is_in_flight_and_ends_with_0()
    {
        await using var hub = await StreamingHub.StartAsync("--drain-delay", "10m", "--drain-timeout", "10m");
        using var client = new HttpClient { BaseAddress = hub.Address };
        var slow = client.GetAsync("/api/wait");
        await hub.Side.Waiting.Task;
        hub.Program.Interrupt();
        await Eventually.HoldsAsync("the node not to be ready", async () =>
        {
            using var ready = await client.GetAsync("/hub/health/ready");
            return !ready.IsSuccessStatusCode;
        });
        hub.Program.Interrupt();
        await Should.ThrowAsync<HttpRequestException>(slow);
        await EndsAsync(hub.Program);
        hub.Program.Text.ShouldContain("Stopped.");
    }

    [Fact]
    public async Task Its_store_and_its_broker_gone_at_the_same_time_it_ends_with_0()
    {
        PostgresServer.SkipIfMissing();
        RabbitMqServer.SkipIfMissing();
        await using var store = await PostgresServer.StartAsync();
        await using var landscape = await Landscape.StartAsync(_folder.File("landscape"));
        var broker = await RabbitMqServer.SharedAsync();
        using var door = new TcpDoor(broker.Port);
        await using var hub = await HubUnderTest.StartAsync(_folder.File("data"), landscape, new Dictionary<string, string?>
        {
            ["HUB_STORE"] = await store.CreateDatabaseAsync(),
            ["HUB_BUS"] = broker.AddressAt(door.Port),
            ["HUB_SECRET"] = new string('s', 32),
        });
        await Eventually.HoldsAsync("sync to read", async () => (await hub.GetTextAsync("/hub/api/sync/links")).Length > 2);
        await Task.WhenAll(store.StopAsync(), Task.Run(door.Shut), Task.Run(hub.Program.Terminate));
        await EndsAsync(hub.Program);
    }

    private static async Task EndsAsync(RunningProgram program)
    {
        var exitCode = await program.ExitAsync(seconds: 120);
        exitCode.ShouldBe(0, $"{program.Text}\n{program.Errors}");
        program.Errors.ShouldNotContain("Unhandled exception");
    }
}
