using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// The owner of the customers moves to a service in Python that is linked by HTTP, and back, while callers write through the
/// facade and the service answers slowly.
/// </summary>
public sealed class HandingOverToALinkedService : OnTheDemo
{
    private const string Reads = "        body = self.rfile.read(";
    private const int Writers = 4;
    // Between two writes of one writer: how heavy the load is. Nothing is waited for by it.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private readonly int _port = FreePort.Take();
    private RunningProgram? _service;
    private string _slow = "";

    private protected override string[] ArgumentsIn(TemporaryFolder folder)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "python3"))),
            "needs Debian's package python3");
        var (script, program) = (folder.File("service.py"), File.ReadAllText(
            Path.Combine(Repository.Root, "samples", "LinkedService", "service.py")));
        _slow = folder.File("slow");
        program.ShouldContain(Reads);
        File.WriteAllText(script, program.Replace(
            Reads, $"        __import__('time').sleep(0.2 if __import__('os').path.exists('{_slow}') else 0)\n{Reads}",
            StringComparison.Ordinal));
        _service = RunningProgram.Start("python3", [script, $"{_port}", folder.File("records.db")]);

        var plan = DemoPlan.Copy(folder.File("plan"));
        foreach (var (text, by) in new[]
                 {
                     ("  new: service:customers", $$"""  new: { to: "http://127.0.0.1:{{_port}}", path: "/records/{id?}" }"""),
                     ("new: service:customers }",
                         $"new: \"http://127.0.0.1:{_port}\", changes: /hub/changes, records: /records }}"),
                     ("summary: Make a customer }", "summary: Make a customer, new: none }"),
                 })
            DemoPlan.Change(plan, "capabilities/customers.yaml", text, by);
        return ["--plan", plan];
    }

    [Fact]
    public async Task No_acknowledged_write_is_lost_while_routes_move_to_it_and_back()
    {
        using var ending = new CancellationTokenSource();
        var writers = Enumerable.Range(1, Writers).Select(n => WriteAsync($"C-10{n:00}", ending.Token)).ToList();
        for (var round = 0; round < 3; round++)
        {
            (await PreviewAsync("new")).GetProperty("together").EnumerateArray().Select(r => r.GetString())
                .ShouldBe(["customers.update", "customers.delete"]);
            await Eventually.HoldsAsync(
                "the customers to move", async () => await Hub.TryShiftAsync("customers.update", "new") is null);
            (await StageAsync()).ShouldBe("new");
            if (round == 1)
                await File.WriteAllTextAsync(_slow, "", CancellationToken.None);
            (await PreviewAsync("legacy")).GetProperty("link").GetArrayLength().ShouldBe(2);
            await Hub.RollbackAsync("customers.update");
            (await StageAsync()).ShouldBe("legacy");
            File.Delete(_slow);
        }

        await ending.CancelAsync();
        foreach (var (id, last) in await Task.WhenAll(writers))
        {
            last.ShouldBeGreaterThan(0);
            await Eventually.HoldsAsync($"both sides to hold the last note of {id}", async () =>
                await NoteAsync(id, "legacy") == $"{last}" && await NoteAsync(id, "new") == $"{last}");
        }

        (await Hub.GetAsync("/hub/api/sync/conflicts")).GetArrayLength().ShouldBe(0);
        (await Hub.GetAsync("/hub/api/sync/parked")).GetArrayLength().ShouldBe(0);
    }

    // Each write is read again through the facade, whichever side has it.
    private async Task<(string Id, int Last)> WriteAsync(string id, CancellationToken ending)
    {
        var customer = (await Client.GetFromJsonAsync<JsonObject>($"/api/customers/{id}", CancellationToken.None))!;
        var last = 0;
        while (!ending.IsCancellationRequested)
        {
            customer["note"] = $"{last + 1}";
            using var body = new StringContent(customer.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await Client.PutAsync($"/api/customers/{id}", body, CancellationToken.None);
            // Held for longer than the plan says: nothing was done, and whoever writes comes again.
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                continue;
            answer.IsSuccessStatusCode.ShouldBeTrue(
                $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
            last++;
            (await NoteAsync(id)).ShouldBe($"{last}");
            await Task.Delay(Pause, CancellationToken.None);
        }

        return (id, last);
    }

    private async Task<JsonElement> PreviewAsync(string stage) =>
        (await Hub.GetAsync($"/hub/api/routes/customers.update/preview?stage={stage}")).GetProperty("handover");

    private async Task<string?> StageAsync() =>
        (await Hub.GetAsync("/hub/api/routes/customers.update")).GetProperty("stage").GetString();

    private async Task<string?> NoteAsync(string id, string? side = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/customers/{id}");
        if (side is not null)
        {
            request.Headers.Add("X-Hub-Use", side);
            request.Headers.Add("X-Hub-Token", Hub.Token);
        }

        using var answer = await Client.SendAsync(request, CancellationToken.None);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{id} at {side ?? "its side"}: {answer.StatusCode}");
        var customer = await answer.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None);
        return customer.TryGetProperty("note", out var note) ? note.GetString() : null;
    }

    private protected override async ValueTask EndAsync()
    {
        if (_service is not null)
            await _service.DisposeAsync();
    }
}
