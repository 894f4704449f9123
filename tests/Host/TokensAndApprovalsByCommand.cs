using System.Net;
using System.Text.Json;
using Hub.Host.Tests.Listings;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>Tokens and approvals as people at the command line use them, the hub's own surface at a port of its own.</summary>
public sealed class TokensAndApprovalsByCommand : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningProgram _hub = null!;
    private string _public = "";
    private string _admin = "";

    public async ValueTask InitializeAsync()
    {
        foreach (var (path, content) in AccessHub.Plan().Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"plan/{path}"))!);
            await File.WriteAllBytesAsync(_folder.File($"plan/{path}"), content);
        }

        _hub = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File("data"),
            "--urls", "http://127.0.0.1:0", "--admin-urls", "http://127.0.0.1:0", "--no-demo"]);
        await _hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        (_public, _admin) = (Address("facade"), Address("admin"));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Two_people_move_what_is_inside_and_one_takes_it_back()
    {
        string[] annsToken = ["token", "create", "ann", "--role", "operator", "--capability", "ledger", "--expires", "90d"];
        var ann = (await RunAsync(null, annsToken)).Output.Trim();
        var bobsToken = (await RunAsync(null, "token", "create", "bob", "--role", "approver", "--json")).Output;
        var bob = JsonElement.Parse(bobsToken).GetProperty("token").GetString()!;
        var list = await RunAsync(null, "token", "list");
        list.Output.ShouldContain("ledger");
        list.Output.ShouldNotContain(ann);

        // Nothing answers at the plan's new side.
        var asked = await CommandAsync(
            ann, "shift", "ledger.get", "--to", "canary", "--percent", "10", "--reason", "first entries", "--force");
        asked.ExitCode.ShouldBe(3, asked.Errors);
        asked.Output.ShouldContain("ledger.get: legacy → canary 10 %, forced waits for a second person");
        (await RunAsync(ann, "approve")).Output.ShouldContain("first entries");
        var id = JsonElement.Parse((await RunAsync(ann, "approve", "--json")).Output)[0].GetProperty("id").GetString()!;
        asked.Output.ShouldContain($"./hub approve {id}");
        (await FailAsync(ann, "approve", id)).ShouldContain("role approver");
        var done = await RunAsync(bob, "approve", id);
        done.Output.ShouldContain("asked for by ann: first entries");
        done.Output.ShouldContain("ledger.get: legacy → canary 10 %, served as revision 2.");
        (await RunAsync(ann, "rollback", "ledger.get", "--reason", "back")).Output.ShouldContain("canary 10 % → legacy");

        asked = await CommandAsync(ann, "shift", "ledger.get", "--to", "new", "--reason", "all", "--force", "--json");
        asked.ExitCode.ShouldBe(3, asked.Errors);
        id = JsonElement.Parse(asked.Output).GetProperty("id").GetString()!;
        (await RunAsync(ann, "approve", id, "--withdraw")).Output.ShouldContain("withdrawn");
        (await FailAsync(ann, "shift", "orders.get", "--to", "new", "--reason", "not mine"))
            .ShouldContain("capability 'orders' in scope");
        (await FailAsync(bob, "token", "list")).ShouldContain("role admin");

        (await RunAsync(null, "token", "revoke", "ann")).Output.ShouldContain("revoked");
        (await FailAsync(ann, "routes")).ShouldContain("does not know the token in HUB_TOKEN, or it is revoked or expired");
        var audit = (await RunAsync(null, "audit", "--limit", "100")).Output;
        string[] all =
            ["token create", "ann: operator of ledger", "waits", "approve", "withdrawn", "capability 'orders' in scope"];
        foreach (var said in all)
            audit.ShouldContain(said);
        foreach (var secret in new[] { ann, bob })
            (audit + _hub.Text + _hub.Errors).ShouldNotContain(secret);
    }

    [Fact]
    public async Task What_a_plan_changes_is_shown_to_whoever_approves_it_before_the_yes()
    {
        var ina = (await RunAsync(null, "token", "create", "ina", "--role", "integrator")).Output.Trim();
        var bob = (await RunAsync(null, "token", "create", "bob", "--role", "approver")).Output.Trim();
        var carl = (await RunAsync(null, "token", "create", "carl", "--role", "operator")).Output.Trim();
        var dora = (await RunAsync(
            null, "token", "create", "dora", "--role", "approver", "--capability", "orders")).Output.Trim();
        var file = _folder.File("plan/capabilities/ledger.yaml");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("owner: finance", "owner: accounting"));
        string[] apply = ["plan", "apply", "--plan", _folder.File("plan"), "--reason", "another team"];
        var asked = await CommandAsync(ina, apply);
        asked.ExitCode.ShouldBe(3, asked.Errors);
        asked.Output.ShouldContain("plan of ledger: ");
        var id = JsonElement.Parse((await RunAsync(bob, "approvals", "--json")).Output)[0].GetProperty("id").GetString()!;

        string[] change =
        [
            "~ ledger.get  GET /api/ledger", "    owner: finance → accounting",
            "--- revision-1/capabilities/ledger.yaml", "+++ waiting/capabilities/ledger.yaml", "-owner: finance",
            "+owner: accounting",
        ];
        change.Except((await RunAsync(bob, "approvals", id)).Output.Split('\n')).ShouldBeEmpty();
        var diff = JsonElement.Parse((await RunAsync(bob, "approvals", id, "--json")).Output).GetProperty("diff");
        diff.GetProperty("routes")[0].GetProperty("route").GetString().ShouldBe("ledger.get");
        diff.GetProperty("files")[0].GetProperty("diff").EnumerateArray().Select(l => l.GetString())
            .ShouldContain("+owner: accounting");

        foreach (var no in new[] { "no", "y", "  y", "yes please", "" })
            (await AskedAsync(bob, id, no)).ShouldBe((1, true), no);
        foreach (var (token, why) in new[] { (ina, "it takes a second person"), (carl, "takes role approver"),
            (dora, "takes a token that covers ledger") })
        {
            var (code, lines) = await PseudoTerminal.RunAsync(80, 24, EnvironmentOf(token), "approve", id);
            code.ShouldBe(1);
            string.Join('\n', lines).ShouldContain(why);
            string.Join('\n', lines).ShouldNotContain("Approve this?");
        }

        (await RunAsync(bob, "approvals")).Output.ShouldContain(id);
        (await AskedAsync(bob, id, " YES ")).ShouldBe((0, true));
        foreach (var command in new string[][] { ["approve", id], ["approvals", id] })
            (await CommandAsync(bob, command)).Errors.ShouldContain($"{id} was approved by bob, as revision 2.");
        (await FailAsync(ina, "approve", id, "--withdraw")).ShouldContain($"{id} was approved by bob, as revision 2.");
        var audit = (await RunAsync(null, "audit", "--json")).Output;
        audit.ShouldContain("reason: another team\"");
        audit.ShouldContain("\"target\": \"dora\"");
        var told = (await RunAsync(null, "audit", "--action", "plan apply")).Output;
        told.ShouldMatch("waits +plan apply +the plan served +ina .*: the plan of ledger, [0-9a-f]{64} → [0-9a-f]{64}, waits");
        (await RunAsync(bob, "approvals")).Output.ShouldBe("No change waits for approval.");
        (await RunAsync(ina, apply)).Output
            .ShouldMatch("^Nothing changed: this plan, [0-9a-f]{12}, is served already, as revision 2.");
        JsonElement.Parse((await RunAsync(ina, [.. apply, "--json"])).Output).GetProperty("changed").GetBoolean().ShouldBeFalse();

        Dictionary<string, string?> EnvironmentOf(string token) =>
            new() { ["HUB_URL"] = _admin, ["HUB_TOKEN"] = token, ["TERM"] = "xterm" };

        // A person at a terminal is asked once all of it stands there.
        async Task<(int ExitCode, bool Shown)> AskedAsync(string token, string change, string answer)
        {
            await using var terminal = PseudoTerminal.Start(
                80, 24, EnvironmentOf(token), "approve", change);
            await terminal.LineAsync("the question", l => l.Contains("Approve this?", StringComparison.Ordinal));
            var shown = terminal.Output.Select(PseudoTerminal.Seen).Contains("+owner: accounting");
            await terminal.StandardInput.WriteAsync(answer + "\r");
            await terminal.StandardInput.FlushAsync();
            return (await terminal.ExitAsync(), shown);
        }
    }

    [Fact]
    public async Task A_percentage_is_read_and_told_alike_in_every_language()
    {
        var german = new Dictionary<string, string?>
        {
            ["HUB_URL"] = _admin, ["HUB_TOKEN"] = null, ["LANG"] = "de_DE.UTF-8", ["LC_ALL"] = "de_DE.UTF-8",
        };
        string[] shift = ["shift", "ledger.get", "--to", "canary", "--percent", "12.5", "--reason", "first customers"];
        var result = await HubCommand.RunAsync(german, [.. shift, "--force", "--data", _folder.File("data")]);
        result.Output.ShouldContain("canary 12.5 %", customMessage: result.Errors);
    }

    [Fact]
    public async Task Commands_find_the_hub_at_its_admin_port_and_front_ends_at_the_public_one()
    {
        using var client = new HttpClient();
        (await client.GetAsync(new Uri(_public + "/hub/api/routes"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync(new Uri(_admin + "/hub/api/routes"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.GetAsync(new Uri(_public + "/hub/health/ready"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        // A node knows its own address, and tells it, a moment after it listens there.
        await Eventually.HoldsAsync("the node to tell where it listens", async () =>
            (await RunAsync(null, "nodes")).Output.Contains(_admin, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recording_ended_by_hand_is_done_and_saved()
    {
        await using var record = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "record", "books", "--for", "50m", "--out", _folder.File("recordings"),
                "--data", _folder.File("data"),
            ],
            new Dictionary<string, string?> { ["HUB_URL"] = _admin, ["HUB_TOKEN"] = null });
        await record.LineAsync("the recording to begin", l => l.StartsWith("Recording books for 50m", StringComparison.Ordinal));
        record.Interrupt();
        (await record.ExitAsync()).ShouldBe(1, "nothing was recorded");
        record.Errors.ShouldContain("Nothing was recorded");
        // It is over, so that another one may begin.
        (await FailAsync(null, "record", "books", "--for", "10ms", "--out", _folder.File("recordings")))
            .ShouldContain("Nothing");
    }

    private string Address(string name) =>
        _hub.Output.First(l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private Task<HubCommand.Result> CommandAsync(string? token, params string[] arguments) => HubCommand.RunAsync(
        new Dictionary<string, string?> { ["HUB_URL"] = _admin, ["HUB_TOKEN"] = token },
        [.. arguments, "--data", _folder.File("data")]);

    private async Task<HubCommand.Result> RunAsync(string? token, params string[] arguments)
    {
        var result = await CommandAsync(token, arguments);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result;
    }

    private async Task<string> FailAsync(string? token, params string[] arguments)
    {
        var result = await CommandAsync(token, arguments);
        result.ExitCode.ShouldBe(1);
        return result.Errors;
    }
}
