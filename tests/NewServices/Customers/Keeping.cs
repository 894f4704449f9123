using System.Net;
using System.Text.Json;
using Dapper;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Customers;

public sealed class Keeping_on_SQLite() : Keeping(StoreEngine.Sqlite);

public sealed class Keeping_on_PostgreSQL() : Keeping(StoreEngine.Postgres);

/// <summary>Making and replacing customers, and what the log tells of it.</summary>
public abstract class Keeping(StoreEngine engine) : IAsyncLifetime
{
    // So that a wait that never ends fails rather than hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine, new FrozenClock());

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_made_and_replaced_is_in_the_log_as_it_was_answered()
    {
        var made = await MakeAsync("Anna");
        var first = (await ReadLogAsync()).ShouldHaveSingleItem();
        var replaced = await PutAsync("Berta");
        var second = (await ReadLogAsync()).ShouldHaveSingleItem();

        foreach (var (change, answer, version) in new[] { (first, made, 1L), (second, replaced, 2L) })
        {
            (change.Key, change.CohortKey, change.Version, change.Origin, change.Kind).ShouldBe(
                ("C-500001", "C-500001", version, Side.New, ChangeKind.Upsert));
            change.ExternalReference.ShouldBe(made.Json.GetProperty("externalReference").GetString());
            JsonElement.DeepEquals(JsonSerializer.SerializeToElement(change.Content), answer.Json).ShouldBeTrue();
        }

        first.Content!["creditLimit"]!.ToJsonString().ShouldBe("7.50");
    }

    [Fact]
    public async Task A_replacement_that_says_nothing_new_is_no_change()
    {
        var made = await MakeAsync("Anna");

        var same = await Answer.PutAsync(
            _services.Client, "/api/customers/C-500001", made.Text.Replace("7.50", "7.5", StringComparison.Ordinal));
        same.ShouldBeJson(HttpStatusCode.OK).ETag.ShouldBe(made.ETag);
        (await ReadLogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_refused_is_in_no_log_and_uses_up_no_number()
    {
        await MakeAsync("");
        await MakeAsync(new string('x', 81));
        await PutAsync("Nobody");

        (await ReadLogAsync()).ShouldBeEmpty();
        (await MakeAsync("Anna")).Json.GetProperty("id").GetString().ShouldBe("C-500001");
    }

    [Fact]
    public async Task The_same_request_tried_again_gives_the_same_customer()
    {
        var (first, second) = (await MakeAsync("Anna", "request-1"), await MakeAsync("Anna", "request-1"));

        second.ShouldBeJson(HttpStatusCode.Created).ShouldBe(first);
        first.Json.GetProperty("externalReference").GetString().ShouldBe("request-1");
        (await ReadLogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_CRM_changes_can_be_replaced_here_and_the_CRM_can_change_it_again()
    {
        await MakeAsync("Anna");
        await ApplyAsync(Changes.Customer("C-2001", 5, "There"));
        (await PutAsync("Here")).ShouldBeJson(HttpStatusCode.OK);
        (await ApplyAsync(Changes.Customer("C-2001", 5, "There"))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await ApplyAsync(Changes.Customer("C-2001", 6, "There again"))).Outcome.ShouldBe(ApplyOutcome.Applied);

        // Of each origin the latest: the log grows with the records, and not with their changes.
        (await ReadLogAsync()).Select(c => (c.Origin, c.Version, (string?)c.Content!["name"])).ShouldBe(
            [(Side.New, 3, "Here"), (Side.Legacy, 4, "There again")]);
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_change_made_here_or_there()
    {
        Func<Task>[] changes =
            [() => MakeAsync("Anna"), () => PutAsync("Berta"), () => ApplyAsync(Changes.Customer("C-2001", 1))];
        foreach (var change in changes)
        {
            await ReadLogAsync();
            var waiting = _services.CustomerLog.WaitAsync(CancellationToken.None);
            waiting.IsCompleted.ShouldBeFalse();
            await change();
            await waiting.WaitAsync(Patience);
        }
    }

    [Fact]
    public async Task Numbers_tags_and_texts_go_on_after_a_restart()
    {
        var made = await MakeAsync("Łódź 😀");
        await _services.RestartAsync();

        (await _services.GetAsync("/api/customers/C-500001")).ShouldBe(made with { Status = HttpStatusCode.OK, Location = null });
        (await MakeAsync("Next")).Json.GetProperty("id").GetString().ShouldBe("C-500002");
    }

    [Fact]
    public async Task Customers_are_listed_by_the_characters_of_their_ids_and_not_by_a_language()
    {
        string[] ids = ["C-10", "C-9", "C-B", "C-a", "C_1", "c-1"];
        foreach (var id in ids.Reverse())
            await _services.Customers.ApplyAsync(Changes.Customer(id, 1), null, CancellationToken.None);

        var found = (await _services.GetAsync("/api/customers")).Json.GetProperty("items").EnumerateArray();
        found.Select(c => c.GetProperty("id").GetString()).ShouldBe(ids);
    }

    [Fact]
    public async Task A_store_that_fails_is_503_to_a_caller_and_unavailable_to_sync()
    {
        await using (var store = _services.Stores.Open("customers"))
            await store.WriteAsync((c, t) => c.ExecuteAsync("DROP TABLE customers", transaction: t));

        Answer[] answers =
            [await _services.GetAsync("/api/customers/C-1001"), await MakeAsync("Anna"), await PutAsync("Anna")];
        foreach (var answer in answers)
            answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable).Text.ShouldNotContain("table");
        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => ApplyAsync(Changes.Customer("C-1001", 1)));
    }

    private Task<Answer> MakeAsync(string name, string? requestId = null) =>
        _services.PostAsAsync(requestId ?? Guid.NewGuid().ToString(), "/api/customers", Customer(name));

    private Task<Answer> PutAsync(string name) => Answer.PutAsync(_services.Client, "/api/customers/C-500001", Customer(name));

    private Task<ApplyResult> ApplyAsync(Change change) =>
        _services.Customers.ApplyAsync(change, "C-500001", CancellationToken.None);

    private Task<IReadOnlyList<Change>> ReadLogAsync() => _services.CustomerLog.ReadAsync(null, 1000, CancellationToken.None);

    private static string Customer(string name) =>
        $$"""{"name": "{{name}}", "status": "active", "creditLimit": 7.50, "phones": [], "addresses": []}""";
}
