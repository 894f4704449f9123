using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>Back-office people and web clients change one customer before either side has heard of the other.</summary>
public sealed class EditsOnBothSides : OnTheDemo
{
    private readonly ToldWebhook _webhook = new();

    private protected override string[] ArgumentsIn(TemporaryFolder folder) => _webhook.ArgumentsIn(folder);

    private protected override ValueTask EndAsync() => _webhook.DisposeAsync();

    private protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        await Hub.ShiftAsync("customers.get", "new");
        await Hub.ShiftAsync("customers.update", "new");
    }

    [Fact]
    public async Task A_credit_limit_agreed_in_the_CRM_and_a_note_written_on_the_web_are_both_on_both_sides()
    {
        await BothEditAsync("C-1003", new { creditLimit = 7000 }, c => c["note"] = "call before noon");
        await Eventually.HoldsAsync("both sides to hold both", async () =>
            await InCrmAsync("C-1003") == (7000m, "call before noon")
            && await AtNewAsync("C-1003") == (7000m, "call before noon"));
        (await Hub.GetAsync("/hub/api/sync/conflicts")).GetArrayLength().ShouldBe(0);
        (await Hub.GetAsync("/hub/api/sync/parked")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Two_credit_limits_are_a_conflict_the_owners_stands_and_a_person_may_take_the_other()
    {
        var before = await InCrmAsync("C-1004");
        await BothEditAsync("C-1004", new { creditLimit = 7000 }, c => c["creditLimit"] = 9000);
        await Eventually.HoldsAsync("the owner's value to stand on both sides", async () =>
            (await InCrmAsync("C-1004")).CreditLimit == 9000m && (await AtNewAsync("C-1004")).CreditLimit == 9000m);
        var conflict = (await Hub.GetAsync("/hub/api/sync/conflicts?link=customers")).EnumerateArray().Single();
        conflict.GetProperty("stands").GetString().ShouldBe("new");
        var field = conflict.GetProperty("fields").EnumerateArray().Single();
        (field.GetProperty("path").GetString(), field.GetProperty("base").GetDecimal(), field.GetProperty("legacy").GetDecimal(),
            field.GetProperty("new").GetDecimal()).ShouldBe(("creditLimit", before.CreditLimit!.Value, 7000m, 9000m));
        // The store is asked for it now and then, and not by who scrapes.
        await Eventually.HoldsAsync("the metrics to count it", async () =>
            (await Hub.GetTextAsync("/hub/metrics")).Split('\n').Any(line =>
                line.StartsWith("hub_sync_conflicts{", StringComparison.Ordinal) && line.Split("} ")[1].Split(' ')[0] == "1"));

        await Eventually.HoldsAsync("the webhook to be told", () => Task.FromResult(_webhook.Told.Any(t =>
            t.GetProperty("text").GetString()!.StartsWith("*conflict*  customers has 1 ", StringComparison.Ordinal))));

        var id = conflict.GetProperty("id").GetString();
        (await RefusalAsync(id, new { id = "C-9" })).ShouldContain("id belongs to one side and cannot be set");
        (await RefusalAsync(id, new { note = "neither" })).ShouldContain("decide nothing on creditLimit");
        (await RefusalAsync(id, new { creditLimit = -5 })).ShouldContain("creditLimit: must be 0 or more");
        (await ResolveAsync(id, new { content = new { creditLimit = "a lot" }, reason = "by phone" }))
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await InCrmAsync("C-1004")).CreditLimit.ShouldBe(9000m);
        (await ResolveAsync(id, new { use = "legacy", reason = "by phone" })).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync("the CRM's value to stand on both sides", async () =>
            (await InCrmAsync("C-1004")).CreditLimit == 7000m && (await AtNewAsync("C-1004")).CreditLimit == 7000m);
        (await Hub.GetAsync("/hub/api/sync/conflicts")).GetArrayLength().ShouldBe(0);
        (await Hub.GetAsync("/hub/api/audit?action=resolve")).ToString().ShouldContain("by phone");
    }

    /// <summary>Has both edit while neither side is told of the other.</summary>
    private async Task BothEditAsync(string id, object atLegacy, Action<JsonObject> atNew)
    {
        var customer = (await Client.GetFromJsonAsync<JsonObject>($"/api/customers/{id}"))!;
        await BehaveAsync("fail");
        (await Crm.PostAsJsonAsync($"/control/crm/customers/{id}", atLegacy)).EnsureSuccessStatusCode();
        atNew(customer);
        using var answer = await Client.PutAsJsonAsync($"/api/customers/{id}", customer);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        await BehaveAsync("normal");
    }

    private async Task<string> RefusalAsync(string? id, object content)
    {
        using var answer = await AskHubAsync(
            $"/hub/api/sync/conflicts/{id}/resolve", new { content, reason = "by phone" });
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpStatusCode> ResolveAsync(string? id, object body)
    {
        using var answer = await AskHubAsync($"/hub/api/sync/conflicts/{id}/resolve", body);
        return answer.StatusCode;
    }

    private async Task<(decimal? CreditLimit, string? Note)> InCrmAsync(string number) => Read(
        (await Crm.GetFromJsonAsync<JsonElement>("/control/crm/customers")).EnumerateArray()
            .Single(c => c.GetProperty("customerNo").GetString() == number));

    private async Task<(decimal? CreditLimit, string? Note)> AtNewAsync(string id) =>
        Read(await Client.GetFromJsonAsync<JsonElement>($"/api/customers/{id}"));

    private static (decimal? CreditLimit, string? Note) Read(JsonElement customer) => (
        customer.GetProperty("creditLimit") is { ValueKind: JsonValueKind.Number } limit ? limit.GetDecimal() : null,
        customer.TryGetProperty("note", out var note) ? note.GetString() : null);
}
