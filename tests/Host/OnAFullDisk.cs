using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>A hub whose data folder is on a disk that fills up.</summary>
public sealed class OnAFullDisk : IAsyncLifetime
{
    private readonly SmallDisk _disk = SmallDisk.Mount(megabytes: 48);
    private readonly TemporaryFolder _folder = new();
    private StreamingSide _side = null!;
    private RunningProgram _hub = null!;
    private HttpClient _client = null!;

    private string Data => Path.Combine(_disk.Path, "data");

    public async ValueTask InitializeAsync()
    {
        _side = await StreamingSide.StartAsync();
        Directory.CreateDirectory(_folder.File("plan/capabilities"));
        await File.WriteAllTextAsync(_folder.File("plan/capabilities/things.yaml"), $$"""
            capability: things
            owner: thing-team
            sides: { legacy: {{_side.Address}}, new: {{_side.Address}} }
            routes:
              things.get: GET /api/things/{what}
              things.list: GET /api/things
            """);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_side is not null)
            await _side.DisposeAsync();
        _disk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writes_fail_at_once_it_is_not_ready_rollbacks_are_carried_out_and_audited_and_it_recovers_by_itself()
    {
        (await ShiftAsync("things.get")).ShouldBe(HttpStatusCode.OK);
        (await ShiftAsync("things.list")).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync("the reserve to be kept", () =>
            Task.FromResult(new FileInfo(Path.Combine(Data, "rollback.reserve")) is { Exists: true, Length: 2 * 1024 * 1024 }));

        _disk.Fill();
        await Eventually.HoldsAsync("the node not to be ready", async () => (await ReadyAsync()).Status == 503);
        // What the log may still hold of its own space is used up by then.
        await Eventually.HoldsAsync("a write to be refused", async () =>
            await CreateTokenAsync($"t{Guid.NewGuid():N}") is (HttpStatusCode.ServiceUnavailable, var why)
            && why.Contains("the disk is full", StringComparison.Ordinal));
        for (var i = 0; i < 5; i++)
            (await CreateTokenAsync($"t{i}-{new string('x', 40)}")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ReadyAsync()).Text.ShouldContain("the disk is full");
        (await _client.GetAsync("/api/things/plain")).StatusCode.ShouldBe(HttpStatusCode.OK, "requests go on");

        (await RollbackAsync("things.get")).ShouldBe(HttpStatusCode.OK);
        (await RollbackAsync("things.list")).ShouldBe(HttpStatusCode.OK);
        (await StageAsync("things.get")).ShouldBe("legacy");
        (await StageAsync("things.list")).ShouldBe("legacy");
        var audit = await _client.GetStringAsync("/hub/api/audit?action=rollback");
        audit.ShouldContain("things.get");
        audit.ShouldContain("things.list");

        _disk.Free();
        await Eventually.HoldsAsync("the node to be ready", async () => (await ReadyAsync()).Status == 200);
        (await CreateTokenAsync("later")).Status.ShouldBe(HttpStatusCode.Created);
        (await ShiftAsync("things.get")).ShouldBe(HttpStatusCode.OK);
        _hub.Terminate();
        (await _hub.ExitAsync()).ShouldBe(0, _hub.Errors);
    }

    [Fact]
    public async Task One_that_was_killed_starts_on_the_full_disk_and_rolls_back_there()
    {
        (await ShiftAsync("things.get")).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync("the reserve to be kept", () =>
            Task.FromResult(new FileInfo(Path.Combine(Data, "rollback.reserve")) is { Exists: true, Length: 2 * 1024 * 1024 }));
        _disk.Fill();
        await _hub.KillAsync();
        await _hub.DisposeAsync();
        _client.Dispose();
        await StartAsync();
        (await StageAsync("things.get")).ShouldBe("new");
        (await RollbackAsync("things.get")).ShouldBe(HttpStatusCode.OK);
        (await StageAsync("things.get")).ShouldBe("legacy");
    }

    private async Task StartAsync()
    {
        _hub = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", Data, "--urls", "http://127.0.0.1:0",
            "--no-demo"]);
        var facade = await _hub.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        _client = new HttpClient { BaseAddress = new Uri(facade.Trim()["facade".Length..].Trim()) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(Path.Combine(Data, "admin.token"))).Trim());
    }

    private async Task<(int Status, string Text)> ReadyAsync()
    {
        using var answer = await _client.GetAsync("/hub/health/ready");
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<(HttpStatusCode Status, string Text)> CreateTokenAsync(string name)
    {
        using var answer = await _client.PostAsJsonAsync("/hub/api/tokens", new { name, role = "viewer" });
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpStatusCode> ShiftAsync(string route)
    {
        using var answer = await _client.PostAsJsonAsync(
            $"/hub/api/routes/{route}/shift", new { stage = "new", reason = "test" });
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> RollbackAsync(string route)
    {
        using var answer = await _client.PostAsJsonAsync($"/hub/api/routes/{route}/rollback", new { reason = "test" });
        return answer.StatusCode;
    }

    private async Task<string> StageAsync(string route) =>
        (await _client.GetFromJsonAsync<JsonElement>($"/hub/api/routes/{route}")).GetProperty("stage").GetString()!;
}
