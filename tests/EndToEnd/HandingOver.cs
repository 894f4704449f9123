using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>The owner of the customers moves to the new side and back while they are changed.</summary>
public sealed class HandingOver : OnTheDemo
{
    [Fact]
    public async Task What_one_side_took_before_a_shift_the_other_side_has_when_the_shift_is_done()
    {
        for (var n = 1; n <= 4; n++)
        {
            var id = $"C-100{n}";
            await ChangeAsync(id, c => c["note"] = $"legacy {n}");
            await MoveAsync("new");
            await ChangeAsync(id, c =>
            {
                c["note"]!.GetValue<string>().ShouldBe($"legacy {n}");
                c["creditLimit"] = 1000 + n;
            });
            await MoveAsync("legacy");
            await ChangeAsync(id, c =>
            {
                c["creditLimit"]!.GetValue<decimal>().ShouldBe(1000 + n);
                c["name"] = $"Customer {n}";
            });
        }

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Sequential_writers_under_moving_routes_lose_nothing_and_wait_only()
    {
        using var ending = new CancellationTokenSource();
        var writers = Enumerable.Range(5, 4).Select(n => WriteAsync($"C-10{n:00}", ending.Token)).ToList();
        for (var n = 0; n < 4; n++)
        {
            await MoveAsync("new");
            await MoveAsync("legacy");
        }

        await ending.CancelAsync();
        foreach (var (id, last) in await Task.WhenAll(writers))
        {
            last.ShouldBeGreaterThan(0);
            await Eventually.HoldsAsync($"both sides to hold the last note of {id}", async () =>
                await NoteAtAsync(id, "legacy") == $"{last}" && await NoteAtAsync(id, "new") == $"{last}");
        }

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_shift_moves_all_that_write_the_records_and_tells_its_steps()
    {
        const string Preview = "/hub/api/routes/customers.update/preview?stage=new";
        var before = (await Hub.GetAsync(Preview)).GetProperty("handover");
        before.GetProperty("together").EnumerateArray().Select(r => r.GetString())
            .ShouldBe(["customers.create", "customers.update", "customers.delete"], ignoreOrder: true);
        before.GetProperty("nodes").GetArrayLength().ShouldBe(1);
        before.GetProperty("link").EnumerateArray().Select(l => l.GetProperty("from").GetString())
            .ShouldBe(["adapter:crm", "service:customers"], ignoreOrder: true);
        before.GetProperty("lastHeldMilliseconds").GetArrayLength().ShouldBe(0);

        var done = await Hub.ShiftAsync("customers.update", "new");
        done.GetProperty("together").EnumerateArray().Select(r => r.GetString())
            .ShouldBe(["customers.create", "customers.delete"]);
        done.GetProperty("handover").EnumerateArray().Select(s => s.GetProperty("step").GetString())
            .ShouldBe(["hold", "drained", "caught up", "owner"]);
        var states = (await Hub.GetAsync("/hub/api/routes")).GetProperty("routes").EnumerateArray()
            .Where(r => r.GetProperty("id").GetString()!.StartsWith("customers.", StringComparison.Ordinal))
            .ToDictionary(r => r.GetProperty("id").GetString()!, r => r.GetProperty("stage").GetString());
        (states["customers.update"], states["customers.create"], states["customers.get"]).ShouldBe(("new", "new", "legacy"));

        (await Hub.GetAsync(Preview.Replace("new", "legacy", StringComparison.Ordinal))).GetProperty("handover")
            .GetProperty("lastHeldMilliseconds").EnumerateArray().ShouldHaveSingleItem().GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task While_the_CRM_stands_still_nothing_moves_forward_and_all_moves_back()
    {
        await MoveAsync("new");
        await BehaveAsync("fail");
        await ChangeAsync("C-1009", c => c["note"] = "not yet at the CRM");
        var back = await Hub.RollbackAsync("customers.update");
        back.GetProperty("handover").EnumerateArray().Single(s => s.GetProperty("step").GetString() == "caught up")
            .GetProperty("detail").GetString()!.ShouldContain("without customers: ");
        using (var refused = await AskHubAsync("/hub/api/routes/customers.update/shift", new { stage = "new", reason = "again" }))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await refused.Content.ReadAsStringAsync()).ShouldContain("No write was held.");
        }

        await BehaveAsync("normal");
        await Eventually.HoldsAsync("the CRM to have it", async () =>
            await NoteAtAsync("C-1009", "legacy") == "not yet at the CRM");
    }

    [Fact]
    public async Task A_write_forced_to_the_side_that_does_not_own_the_record_is_409()
    {
        var customer = await Client.GetFromJsonAsync<JsonObject>("/api/customers/C-1010");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/customers/C-1010")
        {
            Content = JsonContent.Create(customer),
            Headers = { { "X-Hub-Use", "new" }, { "X-Hub-Token", Hub.Token } },
        };
        using var refused = await Client.SendAsync(request);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("the legacy side owns it now");
    }

    private async Task MoveAsync(string stage)
    {
        foreach (var route in new[] { "customers.update", "customers.get" })
            _ = stage == "legacy" ? await Hub.RollbackAsync(route) : await Hub.ShiftAsync(route, stage);
    }

    private async Task ChangeAsync(string id, Action<JsonObject> change)
    {
        using var read = await Client.GetAsync($"/api/customers/{id}");
        var customer = (await read.Content.ReadFromJsonAsync<JsonObject>())!;
        change(customer);
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/customers/{id}")
        {
            Content = JsonContent.Create(customer),
        };
        request.Headers.IfMatch.Add(read.Headers.ETag!);
        using var answer = await Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private async Task<(string Id, int Last)> WriteAsync(string id, CancellationToken ending)
    {
        var customer = (await Client.GetFromJsonAsync<JsonObject>($"/api/customers/{id}", CancellationToken.None))!;
        var last = 0;
        while (!ending.IsCancellationRequested)
        {
            customer["note"] = $"{last + 1}";
            using var answer = await Client.PutAsJsonAsync($"/api/customers/{id}", customer, CancellationToken.None);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(CancellationToken.None));
            last++;
        }

        return (id, last);
    }

    private async Task<string?> NoteAtAsync(string id, string side)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/customers/{id}")
        {
            Headers = { { "X-Hub-Use", side }, { "X-Hub-Token", Hub.Token } },
        };
        using var answer = await Client.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
            return null;
        var customer = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return customer.TryGetProperty("note", out var note) ? note.GetString() : null;
    }

    private async Task NothingIsLeftAsync()
    {
        (await Hub.GetAsync("/hub/api/sync/conflicts")).GetArrayLength().ShouldBe(0);
        (await Hub.GetAsync("/hub/api/sync/parked")).GetArrayLength().ShouldBe(0);
    }
}
