using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary><c>./hub up --traffic</c>: the demo comes to life, and nothing that is not the demo ever does.</summary>
public sealed class DemoTraffic : IDisposable
{
    private const string Refused = "--traffic plays against the demo and nothing else, and ";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Within_a_minute_routes_answer_links_move_and_all_of_it_stops_with_the_hub()
    {
        await using var hub = await StartAsync("--traffic-rate", "40");
        hub.Text.ShouldContain("traffic    40 acts a second");
        await Eventually.HoldsAsync("most routes answer, writes among them", async () =>
            (await TrafficAsync(hub)).Count(r => r.Value > 0) is >= 10);
        (await TrafficAsync(hub)).ShouldContain(r => r.Key == "orders.place");
        await Eventually.HoldsAsync("changes of front-ends and of people at the old systems reach the new side", async () =>
            JsonElement.Parse((await DoneAsync(hub, "sync", "status", "--json")).Output).EnumerateArray()
                .Where(l => l.GetProperty("from").GetString()!.StartsWith("adapter:", StringComparison.Ordinal))
                .All(l => l.GetProperty("applied").GetInt64() > Seeded(l.GetProperty("entity").GetString()!)));
        (await DoneAsync(hub, "sync", "conflicts", "--json")).Output.Trim().ShouldBe("[]");
        (await DoneAsync(hub, "sync", "parked", "--json")).Output.Trim().ShouldBe("[]");
        hub.Interrupt();
        (await hub.ExitAsync()).ShouldBe(0);
        hub.Errors.ShouldNotContain("traffic failed");
    }

    [Theory]
    [InlineData("--no-demo", "leaves out the demo's legacy landscape")]
    [InlineData("--roles facade", "parts of this hub run elsewhere")]
    [InlineData("--plan PLAN", "has no demo.yaml, so its systems are not the demo's")]
    public async Task A_hub_that_is_not_the_demo_alone_does_not_start_with_traffic(string more, string why)
    {
        CopyPlan();
        File.Delete(_folder.File("plan/demo.yaml"));
        var ended = await HubCommand.RunAsync(
            ["up", "--traffic", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0",
                .. more.Replace("PLAN", _folder.File("plan"), StringComparison.Ordinal).Split(' ')]);
        ended.ExitCode.ShouldBe(2, ended.Output);
        ended.Reason.ShouldStartWith(Refused);
        ended.Reason.ShouldContain(why);
    }

    [Theory]
    [InlineData("HUB_STORE", "Host=127.0.0.1;Port=1")]
    [InlineData("HUB_BUS", "amqp://127.0.0.1:1")]
    public async Task Nor_does_one_whose_store_or_bus_others_may_share(string variable, string value)
    {
        var ended = await HubCommand.RunAsync(
            new Dictionary<string, string?> { [variable] = value },
            "up", "--traffic", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0");
        (ended.ExitCode, ended.Reason).ShouldBe(
            (2, $"{Refused}{variable} is set, so that others may share what the hub keeps: start without it."));
    }

    [Theory]
    [InlineData("systems/erp.yaml", "${env:ERP_URL}/", "http://127.0.0.1:9/", "system erp")]
    [InlineData("capabilities/reviews.yaml", "service:reviews", "http://127.0.0.1:9", "side http://127.0.0.1:9")]
    [InlineData("hub.yaml", "\"${env:CRM_URL}\"", "http://127.0.0.1:9", "catch-all http://127.0.0.1:9")]
    public async Task Nor_one_whose_plan_asks_others(string file, string text, string other, string foreign)
    {
        Change(file, text, other);
        var ended = await HubCommand.RunAsync(
            "up", "--traffic", "--plan", _folder.File("plan"), "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0");
        ended.ExitCode.ShouldBe(1, ended.Output);
        ended.Reason.ShouldContain($"the plan that the store has names {foreign}, which is not the demo's");
    }

    [Fact]
    public async Task A_plan_that_asks_others_ends_traffic_and_faults_while_the_hub_runs()
    {
        await using var hub = await StartAsync();
        await Eventually.HoldsAsync("traffic", async () => (await TrafficAsync(hub)).Values.Sum() > 10);
        await DoneAsync(hub, "demo", "fault", "rounding");

        Change("hub.yaml", "\"${env:CRM_URL}\"", "http://127.0.0.1:9");
        await DoneAsync(hub, "plan", "apply", "--plan", _folder.File("plan"), "--reason", "another system");
        await hub.LineAsync("the note", l => l.StartsWith(
            "Demo traffic has stopped: the plan served has catch-all http://127.0.0.1:9", StringComparison.Ordinal));
        (await DoneAsync(hub, "demo", "fault", "list")).Output.ShouldContain("new services answer as they are");
        var refused = await RunAsync(hub, "demo", "fault", "rounding");
        (refused.ExitCode, refused.Reason).ShouldBe(
            (1, "The plan served has catch-all http://127.0.0.1:9, which is not the demo's: no fault is switched on."));

        long before = 0;
        await Eventually.HoldsAsync("nobody asks any longer", async () =>
            before == (before = (await TrafficAsync(hub)).Values.Sum()));
        await DoneAsync(hub, "plan", "apply", "--revision", "1", "--reason", "back");
        await Eventually.HoldsAsync("traffic again", async () => (await TrafficAsync(hub)).Values.Sum() > before);
    }

    // What both sides have before anybody does anything.
    private static int Seeded(string entity) => entity switch { "customers" => 50, "products" => 40, "orders" => 30, _ => 20 };

    private async Task<RunningProgram> StartAsync(params string[] more)
    {
        var hub = RunningProgram.Start("dotnet",
            [Repository.HubProgram, "up", "--traffic", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0", .. more]);
        await hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        return hub;
    }

    private void CopyPlan()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Plan, "*", SearchOption.AllDirectories))
        {
            var copy = _folder.File(Path.Combine("plan", Path.GetRelativePath(Repository.Plan, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        Change("demo.yaml", "../samples/LegacyLandscape", Path.Combine(Repository.Root, "samples/LegacyLandscape"), copy: false);
    }

    private void Change(string file, string text, string other, bool copy = true)
    {
        if (copy)
            CopyPlan();
        var path = _folder.File(Path.Combine("plan", file));
        var changed = File.ReadAllText(path);
        changed.ShouldContain(text);
        File.WriteAllText(path, changed.Replace(text, other, StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, long>> TrafficAsync(RunningProgram hub) =>
        JsonElement.Parse((await DoneAsync(hub, "routes", "--json")).Output).GetProperty("routes").EnumerateArray()
            .ToDictionary(
                r => r.GetProperty("id").GetString()!,
                r => r.GetProperty("traffic").GetProperty("legacy").GetInt64());

    private async Task<HubCommand.Result> DoneAsync(RunningProgram hub, params string[] arguments)
    {
        var ended = await RunAsync(hub, arguments);
        ended.ExitCode.ShouldBe(0, ended.Errors);
        return ended;
    }

    private Task<HubCommand.Result> RunAsync(RunningProgram hub, params string[] arguments) => HubCommand.RunAsync(
        new Dictionary<string, string?>
        {
            ["HUB_URL"] = hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal)).Split(' ')[^1],
        },
        [.. arguments, "--data", _folder.File("data")]);
}
