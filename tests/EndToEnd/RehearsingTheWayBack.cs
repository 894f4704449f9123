using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// The CRM's contract takes shorter notes than the new side does: a rule that only the new side's data breaks. A shift forward is
/// told so, by record and field, and goes through once the record is mended.
/// </summary>
public sealed class RehearsingTheWayBack : OnTheDemo
{
    private const string Note = "a note that is longer than the CRM allows, by a word or two";

    private protected override string[] ArgumentsIn(TemporaryFolder folder)
    {
        var plan = folder.File("plan");
        foreach (var file in Directory.EnumerateFiles(Repository.Plan, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(plan, Path.GetRelativePath(Repository.Plan, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var types = Path.Combine(plan, "contracts", "crm-types.xsd");
        File.WriteAllText(types, File.ReadAllText(types).Replace("\"400\"", "\"40\"", StringComparison.Ordinal));
        return ["--plan", plan];
    }

    [Fact]
    public async Task A_record_that_the_CRM_would_refuse_refuses_the_shift_by_name_and_mended_it_is_lossless()
    {
        await ShiftedAsync(HttpStatusCode.OK, "canary", 100);
        (await WayBackAsync()).GetProperty("text").GetString()!.ShouldStartWith("lossless, rehearsed ");

        await NoteAsync("C-1012", Note);
        var refused = await ShiftedAsync(HttpStatusCode.UnprocessableEntity, "new");
        refused.GetProperty("detail").GetString()!.ShouldContain(
            "C-1012, note: its value has 59 characters, at most 40 are allowed");
        refused.GetProperty("detail").GetString()!.ShouldNotContain("by a word or two");
        var preview = await Hub.GetAsync("/hub/api/routes/customers.update/preview?stage=new");
        var verdict = preview.GetProperty("wayBack").GetProperty("verdict");
        verdict.GetProperty("state").GetString()!.ShouldBe("notLossless");
        (await CrmNoteAsync("C-1012")).ShouldNotBe(Note);

        await NoteAsync("C-1012", "shorter");
        await Eventually.HoldsAsync("the CRM to have it", async () => await CrmNoteAsync("C-1012") == "shorter");
        // Its first change is parked still, until somebody says that it is done with.
        await Eventually.HoldsAsync("the parked change to be done with", async () =>
        {
            foreach (var parked in (await Hub.GetAsync("/hub/api/sync/parked")).EnumerateArray())
                (await AskHubAsync($"/hub/api/sync/parked/{parked.GetProperty("id").GetString()!}/replay", new { })).Dispose();
            return (await Hub.GetAsync("/hub/api/sync/parked")).GetArrayLength() == 0;
        });
        var done = await ShiftedAsync(HttpStatusCode.OK, "new");
        done.GetProperty("wayBack").GetProperty("verdict").GetProperty("state").GetString()!.ShouldBe("lossless");
    }

    [Fact]
    public async Task While_the_routes_stand_at_new_it_is_rehearsed_again_and_again_and_a_rollback_tells_it()
    {
        await ShiftedAsync(HttpStatusCode.OK, "new");
        await BehaveAsync("fail");
        await NoteAsync("C-1013", Note);
        await NoteAsync("C-1014", "fine");
        await Eventually.HoldsAsync("the loss to be known without anybody asking", async () =>
            (await WayBackAsync()).GetProperty("verdict").GetProperty("state").GetString()! == "notLossless", 60);
        var record = (await WayBackAsync()).GetProperty("verdict").GetProperty("records").EnumerateArray()
            .ShouldHaveSingleItem();
        (record.GetProperty("key").GetString(), record.GetProperty("field").GetString()).ShouldBe(("C-1013", "note"));

        var back = await Hub.RollbackAsync("customers.update");
        back.GetProperty("wayBack").GetProperty("verdict").GetProperty("state").GetString()!.ShouldBe("notLossless");
        await BehaveAsync("normal");
        await Eventually.HoldsAsync("what can be written back to be so", async () => await CrmNoteAsync("C-1014") == "fine");
    }

    private async Task<JsonElement> ShiftedAsync(HttpStatusCode status, string stage, double? percent = null)
    {
        using var response = await AskHubAsync(
            "/hub/api/routes/customers.update/shift", new { stage, percent, reason = "test" });
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> WayBackAsync() =>
        (await Hub.GetAsync("/hub/api/routes/customers.update")).GetProperty("wayBack");

    private async Task NoteAsync(string id, string note)
    {
        using var read = new HttpRequestMessage(HttpMethod.Get, $"/api/customers/{id}")
        {
            Headers = { { "X-Hub-Use", "new" }, { "X-Hub-Token", Hub.Token } },
        };
        using var found = await Client.SendAsync(read);
        var customer = (await found.Content.ReadFromJsonAsync<JsonObject>())!;
        customer["note"] = note;
        using var answer = await Client.PutAsJsonAsync($"/api/customers/{id}", customer);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private async Task<string?> CrmNoteAsync(string id) => (await Crm.GetFromJsonAsync<JsonArray>("/control/crm/customers"))!
        .Single(c => c!["customerNo"]!.ToString() == id)!["note"]?.ToString();
}
