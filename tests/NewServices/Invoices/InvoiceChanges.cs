using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Invoices;

public sealed class InvoiceChanges_on_SQLite() : InvoiceChanges(StoreEngine.Sqlite);

public sealed class InvoiceChanges_on_PostgreSQL() : InvoiceChanges(StoreEngine.Postgres);

public abstract class InvoiceChanges(StoreEngine engine) : IAsyncLifetime
{
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine);

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_change_applied_again_has_no_further_effect()
    {
        (await ApplyAsync(Changes.Invoice("I-4001"))).ShouldBe(new ApplyResult(ApplyOutcome.Applied, "I-4001"));
        (await ApplyAsync(Changes.Invoice("I-4001"))).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "I-4001"));
    }

    [Fact]
    public async Task An_older_change_does_not_undo_a_newer_one()
    {
        await ApplyAsync(Changes.Invoice("I-4001", version: 2, status: "paid"));

        (await ApplyAsync(Changes.Invoice("I-4001", version: 1))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await StatusAsync("I-4001")).ShouldBe("paid");
    }

    [Fact]
    public async Task A_deleted_invoice_is_not_brought_back_by_an_older_change()
    {
        await ApplyAsync(Changes.Invoice("I-4001", version: 1));
        (await ApplyAsync(Changes.Delete("I-4001", version: 3))).Outcome.ShouldBe(ApplyOutcome.Applied);

        (await ApplyAsync(Changes.Invoice("I-4001", version: 2))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await _services.GetAsync("/api/invoices/I-4001")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await IdsAsync("C-1001")).ShouldBeEmpty();
        (await ApplyAsync(Changes.Invoice("I-4001", version: 4))).Outcome.ShouldBe(ApplyOutcome.Applied);
    }

    [Fact]
    public async Task Changes_at_the_same_time_leave_the_latest()
    {
        await Task.WhenAll(
            Enumerable.Range(1, 20).Select(n => ApplyAsync(Changes.Invoice("I-4001", n, n == 20 ? "paid" : "open"))));
        (await StatusAsync("I-4001")).ShouldBe("paid");
    }

    [Fact]
    public async Task An_invoice_that_changes_its_customer_is_listed_with_the_new_one()
    {
        await ApplyAsync(Changes.Invoice("I-4001", version: 1));
        await ApplyAsync(Changes.Invoice("I-4001", version: 2, customerId: "C-1002"));

        (await IdsAsync("C-1001")).ShouldBeEmpty();
        (await IdsAsync("C-1002")).ShouldBe(["I-4001"]);
    }

    [Theory]
    [InlineData("net", "\"John Smith\"")]
    [InlineData("status", "\"Smith\"")]
    [InlineData("status", "2")]
    [InlineData("issuedOn", "\"Smith\"")]
    [InlineData("customerId", "null")]
    [InlineData("lines", "[{\"number\": \"Smith\"}]")]
    [InlineData("colour", "\"Smith\"")]
    public async Task What_is_no_invoice_of_the_contract_is_refused_without_repeating_it(string member, string value)
    {
        var change = Changes.Invoice("I-4001");
        change.Content![member] = JsonNode.Parse(value);
        var refused = await ApplyAsync(change);

        refused.Outcome.ShouldBe(ApplyOutcome.Refused);
        refused.Reason!.ShouldContain("$");
        refused.Reason!.ShouldNotContain("Smith");
        (await ApplyAsync(Changes.Invoice("I-4001"))).Outcome
            .ShouldBe(ApplyOutcome.Applied, "a refused change must not count as applied");
    }

    [Theory]
    [InlineData("gross")]
    [InlineData("customerId")]
    [InlineData("lines")]
    public async Task A_member_that_is_missing_is_refused(string member)
    {
        var change = Changes.Invoice("I-4001");
        change.Content!.Remove(member);
        (await ApplyAsync(change)).Outcome.ShouldBe(ApplyOutcome.Refused);
    }

    [Theory]
    [InlineData("4001")]
    [InlineData("O-4001")]
    [InlineData("I-99999999999")]
    public async Task A_key_that_is_no_number_of_an_invoice_is_refused(string id) =>
        (await ApplyAsync(Changes.Invoice(id))).Outcome.ShouldBe(ApplyOutcome.Refused);

    [Fact]
    public async Task What_was_applied_is_there_after_a_restart()
    {
        await ApplyAsync(Changes.Invoice("I-4001", version: 2, status: "paid"));
        await _services.RestartAsync();

        (await StatusAsync("I-4001")).ShouldBe("paid");
        (await ApplyAsync(Changes.Invoice("I-4001", version: 1))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
    }

    [Fact]
    public async Task A_store_that_fails_is_503_to_a_caller_and_unavailable_to_sync()
    {
        await using (var store = _services.Stores.Open("invoices"))
            await store.WriteAsync((c, t) => c.ExecuteAsync("DROP TABLE invoices", transaction: t));

        (await _services.GetAsync("/api/invoices/I-4001")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable).Text
            .ShouldNotContain("table");
        (await _services.GetAsync("/api/customers/C-1001/invoices")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable);
        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => ApplyAsync(Changes.Invoice("I-4001")));
    }

    private Task<ApplyResult> ApplyAsync(Change change) => _services.Invoices.ApplyAsync(change, null, CancellationToken.None);

    private async Task<string> StatusAsync(string id) =>
        (await _services.GetAsync($"/api/invoices/{id}")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("status").GetString()!;

    private async Task<IReadOnlyList<string>> IdsAsync(string customer) =>
        [.. (await _services.GetAsync($"/api/customers/{customer}/invoices")).ShouldBeJson(HttpStatusCode.OK).Json
            .GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];
}
