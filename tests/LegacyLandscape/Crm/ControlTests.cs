using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LegacyLandscape.Tests.Harness;
using static LegacyLandscape.Tests.Harness.CrmXml;

namespace LegacyLandscape.Tests.Crm;

public sealed class ControlTests
{
    [Fact]
    public async Task Commit_then_fail_leaves_the_customer_behind_and_no_answer()
    {
        await using var crm = await RunningCrm.StartAsync();
        await crm.Client.ControlAsync("behaviour", new { mode = "commitThenFail", operations = new[] { "CreateCustomer" } });

        await Should.ThrowAsync<HttpRequestException>(() => crm.Client.CreateAsync(NewCustomer("Neu"), "web-1"));

        (await crm.Client.CallAsync("FindCustomersByExternalRef", ("ExternalRef", "web-1"))).Customers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Fail_is_the_receivers_fault()
    {
        await using var crm = await RunningCrm.StartAsync();
        await crm.Client.ControlAsync("behaviour", new { mode = "fail", times = 1 });

        var reply = await crm.Client.CallAsync("GetCustomer", ("CustomerNo", "C-1001"));

        reply.Status.ShouldBe(HttpStatusCode.InternalServerError);
        reply.FaultCode.ShouldBe(Soap12Reply.Soap + "Receiver");
        (await crm.Client.GetAsync("C-1001")).Field("CustomerNo").ShouldBe("C-1001");
    }

    [Fact]
    public async Task An_edit_in_the_back_office_is_a_new_version()
    {
        await using var crm = await RunningCrm.StartAsync();
        var before = await crm.Client.GetAsync("C-1002");

        await crm.Client.EditAsync("C-1002", new { creditLimit = 12.5m, status = "Blocked" });

        var after = await crm.Client.GetAsync("C-1002");
        after.Field("CreditLimit").ShouldBe("12.50");
        after.Attribute("Status")!.Value.ShouldBe("Blocked");
        after.Field("Name").ShouldBe(before.Field("Name"));
        ((int)after.Element(T + "Version")!).ShouldBe((int)before.Element(T + "Version")! + 1);
    }

    [Theory]
    [InlineData("C-9999", """{ "note": "x" }""", HttpStatusCode.NotFound)]
    [InlineData("C-1001", """{ "status": "Asleep" }""", HttpStatusCode.BadRequest)]
    [InlineData("C-1001", """{ "creditLimit": 0.001 }""", HttpStatusCode.BadRequest)]
    [InlineData("C-1001", """{ "name": "a\u0000b" }""", HttpStatusCode.BadRequest)]
    [InlineData("C-1001", """{ "note": "x", "version": 77 }""", HttpStatusCode.Conflict)]
    public async Task An_edit_that_cannot_be_is_refused(string customerNo, string edit, HttpStatusCode status)
    {
        await using var crm = await RunningCrm.StartAsync();

        using var body = new StringContent(edit, System.Text.Encoding.UTF8, "application/json");
        using var response = await crm.Client.Http.PostAsync($"/control/crm/customers/{customerNo}", body);

        response.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task The_state_and_the_statistics_tell_what_was_set_and_called()
    {
        await using var crm = await RunningCrm.StartAsync();
        await crm.Client.ControlAsync("time", new { lateCommitMs = 5, clockOffsetSeconds = -7 });
        await crm.Client.GetAsync("C-1001");

        var state = await crm.Client.Http.GetFromJsonAsync<JsonElement>("/control/crm");
        var statistics = await crm.Client.Http.GetFromJsonAsync<JsonElement>("/control/crm/statistics");

        state.GetProperty("lateCommitMs").GetInt32().ShouldBe(5);
        state.GetProperty("clockOffsetSeconds").GetInt32().ShouldBe(-7);
        state.GetProperty("behaviour").GetProperty("mode").GetString().ShouldBe("normal");
        statistics.GetProperty("calls").GetProperty("GetCustomer").GetInt32().ShouldBe(1);
    }
}
