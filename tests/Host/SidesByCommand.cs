using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>A plan with a new side that is not there, as it looks from a command line.</summary>
public sealed class SidesByCommand : IAsyncLifetime
{
    // The discard service's port, where nothing listens.
    private const string Gone = "http://127.0.0.1:9";
    private readonly TemporaryFolder _folder = new();
    private StreamingSide _side = null!;
    private RunningProgram _hub = null!;
    private Dictionary<string, string?> _environment = null!;

    public async ValueTask InitializeAsync()
    {
        _side = await StreamingSide.StartAsync();
        Directory.CreateDirectory(_folder.File("plan/capabilities"));
        await File.WriteAllTextAsync(_folder.File("plan/hub.yaml"), "expose: true");
        await File.WriteAllTextAsync(_folder.File("plan/capabilities/things.yaml"), $$"""
            capability: things
            owner: thing-team
            sides: { legacy: {{_side.Address}}, new: { to: "{{Gone}}", fallback: legacy } }
            routes:
              things.get: GET /api/things
              things.post: POST /api/things
            """);
        _hub = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File("data"),
                "--urls", "http://127.0.0.1:0", "--no-demo",
            ]);
        var facade = await _hub.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        _environment = new()
        {
            ["HUB_URL"] = facade.Trim().Split(' ')[^1],
            ["HUB_TOKEN"] = (await File.ReadAllTextAsync(_folder.File("data/admin.token"))).Trim(),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_side is not null)
            await _side.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_dead_side_is_listed_refuses_a_shift_unless_forced_and_who_answered_in_its_place_is_explained()
    {
        var systems = await RunAsync(1, "systems");
        systems.Output.ShouldMatch($"{Gone} +the side refused the connection");
        systems.Output.ShouldMatch($"{_side.Address} +alive +address");
        systems.Errors.ShouldContain($"{Gone} does not answer: the side refused the connection");
        var listed = JsonElement.Parse((await RunAsync(1, "systems", "--json")).Output).EnumerateArray()
            .Single(s => s.GetProperty("name").GetString() == Gone);
        listed.GetProperty("alive").GetBoolean().ShouldBeFalse();

        string[] shift = ["shift", "things.get", "--to", "new"];
        (await RunAsync(0, [.. shift, "--dry-run"])).Output.ShouldContain("refused now things.get is not shifted forward");
        (await RunAsync(1, [.. shift, "--reason", "go"])).Errors.ShouldContain("--force");
        (await RunAsync(0, [.. shift, "--reason", "go", "--force"])).Output
            .ShouldContain($"note: forced although the new side {Gone} does not answer");
        (await RunAsync(0, "audit", "--wide")).Output.ShouldContain($"forced although the new side {Gone} does not answer");

        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(new Uri(_environment["HUB_URL"]!), "/api/things"));
        var explained = await RunAsync(0, "explain", answer.Headers.GetValues("X-Hub-Request-Id").Single());
        explained.Output.ShouldContain("side        new: the stage sends everybody there");
        explained.Output.ShouldContain($"answered by {_side.Address}: legacy, as the side that was decided could not");
        var routes = await RunAsync(0, "routes");
        routes.Output.ShouldMatch("things.get +new +new unreachable: the side refused the connection.*, since [^ ]+ [^ ]+");
        routes.Output.ShouldContain("counted since this node started, ");
    }

    private async Task<HubCommand.Result> RunAsync(int exitCode, params string[] arguments)
    {
        var result = await HubCommand.RunAsync(_environment, arguments);
        result.ExitCode.ShouldBe(exitCode, result.Errors + result.Output);
        return result;
    }
}
