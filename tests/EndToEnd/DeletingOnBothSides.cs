using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Tests;

namespace Hub.EndToEnd.Tests;

/// <summary>Customers are deleted on either side, also while the other side edits them.</summary>
public sealed class DeletingOnBothSides : OnTheDemo
{
    private protected override async Task PrepareAsync()
    {
        await base.PrepareAsync();
        await Hub.ShiftAsync("customers.update", "new");
        await Hub.ShiftAsync("customers.get", "new");
    }

    [Fact]
    public async Task A_customer_deleted_at_new_is_deleted_in_the_CRM_and_stays_so_after_the_way_back()
    {
        (await DeleteAtNewAsync("C-1003")).ShouldBe(HttpStatusCode.NoContent);
        await Eventually.HoldsAsync("the CRM to have deleted it", async () => !await IsInCrmAsync("C-1003"));

        await Hub.RollbackAsync("customers.update");
        await Hub.RollbackAsync("customers.get");
        (await AskAsync("C-1003")).ShouldBe(HttpStatusCode.NotFound);
        (await DeleteAtNewAsync("C-1004")).ShouldBe(HttpStatusCode.NoContent, "which the CRM does now");
        await IsDeletedOnBothSidesAsync("C-1004");
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_customer_deleted_in_the_CRM_is_deleted_at_new()
    {
        await DeleteInCrmAsync("C-1005");
        await IsDeletedOnBothSidesAsync("C-1005");
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_deletion_in_the_CRM_against_an_edit_at_new_is_a_conflict_that_the_owners_edit_wins()
    {
        var customer = (await Client.GetFromJsonAsync<JsonObject>("/api/customers/C-1006"))!;
        await BehaveAsync("fail");
        await DeleteInCrmAsync("C-1006");
        customer["note"] = "still wanted";
        using (var answer = await Client.PutAsJsonAsync("/api/customers/C-1006", customer))
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        await BehaveAsync("normal");

        await Eventually.HoldsAsync("the conflict to be listed", async () => await ConflictsAsync() > 0);
        (await AskAsync("C-1006")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_deletion_at_new_against_an_edit_in_the_CRM_is_a_conflict_that_the_owners_deletion_wins()
    {
        await BehaveAsync("fail");
        (await Crm.PostAsJsonAsync("/control/crm/customers/C-1007", new { creditLimit = 7000 })).EnsureSuccessStatusCode();
        (await DeleteAtNewAsync("C-1007")).ShouldBe(HttpStatusCode.NoContent);
        await BehaveAsync("normal");

        await Eventually.HoldsAsync("the conflict to be listed", async () => await ConflictsAsync() > 0);
        await IsDeletedOnBothSidesAsync("C-1007");
    }

    private Task IsDeletedOnBothSidesAsync(string id) => Eventually.HoldsAsync($"{id} to be gone on both sides", async () =>
        !await IsInCrmAsync(id) && await AskAsync(id, "new") == HttpStatusCode.NotFound);

    private async Task NothingIsLeftAsync()
    {
        await Eventually.HoldsAsync("both directions to catch up", async () =>
            (await Hub.GetAsync("/hub/api/sync/links")).EnumerateArray()
                .Where(l => l.GetProperty("entity").GetString() == "customers")
                .All(l => l.GetProperty("caughtUp").GetBoolean()));
        (await Hub.GetAsync("/hub/api/sync/parked")).GetArrayLength().ShouldBe(0);
        (await ConflictsAsync()).ShouldBe(0);
    }

    private async Task<int> ConflictsAsync() => (await Hub.GetAsync("/hub/api/sync/conflicts?link=customers")).GetArrayLength();

    private async Task<HttpStatusCode> DeleteAtNewAsync(string id)
    {
        using var answer = await Client.DeleteAsync($"/api/customers/{id}");
        return answer.StatusCode;
    }

    private async Task DeleteInCrmAsync(string id) =>
        (await Crm.DeleteAsync($"/control/crm/customers/{id}")).EnsureSuccessStatusCode();

    private async Task<HttpStatusCode> AskAsync(string id, string? side = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/customers/{id}");
        if (side is not null)
        {
            request.Headers.Add("X-Hub-Use", side);
            request.Headers.Add("X-Hub-Token", Hub.Token);
        }

        using var answer = await Client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<bool> IsInCrmAsync(string number) =>
        (await Crm.GetFromJsonAsync<JsonElement>("/control/crm/customers")).EnumerateArray()
            .Any(c => c.GetProperty("customerNo").GetString() == number);
}
