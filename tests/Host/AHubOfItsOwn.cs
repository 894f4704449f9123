using System.Net;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>Somebody's own plan: nothing of the demo's is started, made or shown, and a service only once it is named.</summary>
public sealed class AHubOfItsOwn : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningProgram _hub = null!;

    public async ValueTask InitializeAsync()
    {
        Write("hub.yaml", "expose: true\n");
        Write("capabilities/things.yaml", """
            capability: things
            owner: ours
            sides: { legacy: "http://127.0.0.1:9" }
            routes:
              things.get: GET /api/things/{id}
            """);
        _hub = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File("data"),
            "--urls", "http://127.0.0.1:0"]);
        await _hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_that_cannot_serve_its_plan_does_not_say_that_it_is_ready()
    {
        Directory.CreateDirectory(_folder.File("other/capabilities"));
        await File.WriteAllTextAsync(_folder.File("other/capabilities/things.yaml"), """
            capability: things
            owner: ours
            sides: { legacy: "${env:THINGS_URL}" }
            routes: { things.get: "GET /api/things/{id}" }
            """);
        (await StartedAsync("http://127.0.0.1:9")).ShouldContain("Hub is ready: revision 1, 1 route.");
        (await StartedAsync(null)).ShouldContain("Hub is running, not ready: revision 0, 0 routes.");

        async Task<string> StartedAsync(string? address)
        {
            await using var hub = RunningProgram.Start(
                "dotnet",
                [
                    Repository.HubProgram, "up", "--plan", _folder.File("other"), "--data", _folder.File("others"),
                    "--urls", "http://127.0.0.1:0",
                ],
                new Dictionary<string, string?> { ["THINGS_URL"] = address });
            await hub.LineAsync("the hub to be up", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
            hub.Terminate();
            (await hub.ExitAsync()).ShouldBe(0);
            return hub.Text;
        }
    }

    [Fact]
    public async Task Services_that_no_side_names_make_no_databases_and_come_with_the_plan_that_names_them()
    {
        _hub.Text.ShouldContain($"docs       {Url}/hub/docs");
        _hub.Text.ShouldNotContain("P-2001");
        _hub.Text.ShouldNotContain("landscape");
        Databases().ShouldBe(["hub.db"]);

        Write("capabilities/products.yaml", """
            capability: products
            owner: ours
            sides: { legacy: service:products }
            routes:
              products.get: GET /api/products/{id}
            """);
        var applied = await RunAsync("plan", "apply", "--plan", _folder.File("plan"), "--reason", "goods as well");
        applied.ExitCode.ShouldBe(0, applied.Errors);
        Databases().ShouldBe(["hub.db", "products.db"]);
        using var client = new HttpClient();
        var answer = await client.GetAsync(new Uri($"{Url}/api/products/P-1"));
        (answer.StatusCode, answer.Headers.GetValues("X-Hub-Side").Single()).ShouldBe((HttpStatusCode.NotFound, "legacy"));
    }

    [Fact]
    public async Task Empty_listings_are_sentences_and_empty_arrays()
    {
        (string Sentence, string[] Command)[] listings =
        [
            ("The plan served has no link.", ["sync", "status"]),
            ("No change is parked.", ["sync", "parked"]),
            ("No conflict is unresolved.", ["sync", "conflicts"]),
            ("No dropped change is lacking on the other side.", ["sync", "dropped"]),
            ("No change is parked that this search finds.", ["sync", "parked", "--key", "K-1"]),
            ("No conflict is unresolved that this search finds.", ["sync", "conflicts", "--field", "name"]),
            ("No change waits for another record.", ["sync", "waiting"]),
            ("No change waits for approval.", ["approve"]),
            ("The audit log has no such entry.", ["audit", "--actor", "nobody"]),
        ];
        foreach (var (sentence, command) in listings)
        {
            (await RunAsync(command)).Output.ShouldBe(sentence);
            JsonElement.Parse((await RunAsync([.. command, "--json"])).Output).GetArrayLength().ShouldBe(0);
        }
    }

    private string Url => _hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private Task<HubCommand.Result> RunAsync(params string[] command) => HubCommand.RunAsync(
        new Dictionary<string, string?> { ["HUB_URL"] = Url }, [.. command, "--data", _folder.File("data")]);

    // The job engine makes its own while the hub is ready already.
    private IEnumerable<string?> Databases() => Directory.EnumerateFiles(_folder.File("data"), "*.db")
        .Select(Path.GetFileName).Where(file => file != "jobs.db").Order(StringComparer.Ordinal);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"plan/{path}"))!);
        File.WriteAllText(_folder.File($"plan/{path}"), text);
    }
}
