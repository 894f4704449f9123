using System.Net;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Customers;

public sealed class CustomerChanges_on_SQLite() : CustomerChanges(StoreEngine.Sqlite);

public sealed class CustomerChanges_on_PostgreSQL() : CustomerChanges(StoreEngine.Postgres);

/// <summary>What becomes of the CRM's changes.</summary>
public abstract class CustomerChanges(StoreEngine engine) : IAsyncLifetime
{
    private const string Anna = """{"name": "Anna", "status": "active", "creditLimit": 7, "phones": [], "addresses": []}""";
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine);

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_customer_first_made_there_keeps_its_id_here()
    {
        (await ApplyAsync(Changes.Customer("C-1001", 7))).ShouldBe(new ApplyResult(ApplyOutcome.Applied, "C-1001"));

        var change = (await ReadLogAsync()).ShouldHaveSingleItem();
        (change.Key, change.CohortKey, change.Version, change.Origin).ShouldBe(("C-1001", "C-1001", 1, Side.Legacy));
    }

    [Fact]
    public async Task A_change_applied_again_and_an_older_one_have_no_effect()
    {
        await ApplyAsync(Changes.Customer("C-1001", 7, "New name"));

        (await ApplyAsync(Changes.Customer("C-1001", 7, "New name")))
            .ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "C-1001"));
        (await ApplyAsync(Changes.Customer("C-1001", 6, "Old name"))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await NameAsync("C-1001")).ShouldBe("New name");
        (await ReadLogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_record_is_rehearsed_as_it_would_be_taken_and_nothing_of_it_stays()
    {
        await ApplyAsync(Changes.Customer("C-1001", 7, "As it is"));
        var target = (IRehearsedTarget)_services.Customers;
        var change = Changes.Customer("C-1001", long.MaxValue, "Rehearsed");
        var save = new RecordComparison((_, _) => new TargetDecision(TargetAct.Save, change.Content));
        (await target.RehearseAsync(change, "C-1001", save, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Applied);
        change.Content!["name"] = 5;
        var refused = await target.RehearseAsync(change, "C-1001", save, CancellationToken.None);
        (refused.Outcome, refused.Reason).ShouldBe(
            (ApplyOutcome.Refused, "The content is not of the contract of customers: see $.name."));

        (await NameAsync("C-1001")).ShouldBe("As it is");
        (await ReadLogAsync()).Count.ShouldBe(1);
        // The version that it was rehearsed with is not remembered.
        (await ApplyAsync(Changes.Customer("C-1001", 8, "Changed"))).Outcome.ShouldBe(ApplyOutcome.Applied);
    }

    [Fact]
    public async Task A_change_applied_again_is_told_from_an_older_one_so_that_both_sides_agree_on_it()
    {
        await ApplyAsync(Changes.Customer("C-1001", 7, "New name"));
        (string? Name, long? Version)? told = null;
        var comparison = new RecordComparison(
            (_, _) => throw new InvalidOperationException("It is there already."), agreed: null,
            (current, version) => told = (current?["name"]?.GetValue<string>(), version));
        var target = (IComparingTarget)_services.Customers;

        await target.ApplyAsync(Changes.Customer("C-1001", 6, "Old name"), "C-1001", comparison, CancellationToken.None);
        told.ShouldBeNull();
        await target.ApplyAsync(Changes.Customer("C-1001", 7, "New name"), "C-1001", comparison, CancellationToken.None);
        told.ShouldBe(("New name", 1));
    }

    [Fact]
    public async Task A_newer_change_that_says_nothing_new_is_remembered_but_not_logged()
    {
        await ApplyAsync(Changes.Customer("C-1001", 7));
        var same = Changes.Customer("C-1001", 9);
        same.Content!["creditLimit"] = 12.5m;

        (await ApplyAsync(same)).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "C-1001"));
        (await ReadLogAsync()).Count.ShouldBe(1);
        (await ApplyAsync(Changes.Customer("C-1001", 8, "Too late"))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
    }

    [Fact]
    public async Task A_customer_made_here_that_comes_back_is_known_by_its_external_reference()
    {
        var made = await MakeAsync();
        var reference = made.Json.GetProperty("externalReference").GetString();

        var back = Changes.Upsert("C-2001", 1, reference, made.Text.Replace("C-500001", "C-2001", StringComparison.Ordinal));
        (await ApplyAsync(back)).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "C-500001"));
        (await ApplyAsync(Changes.Customer("C-2001", 2, "Anna B.", externalReference: reference))).Key.ShouldBe("C-500001");

        (await NameAsync("C-500001")).ShouldBe("Anna B.");
        (await _services.GetAsync("/api/customers/C-2001")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await ReadLogAsync()).Select(c => (c.Key, c.Origin)).ShouldBe([("C-500001", Side.New), ("C-500001", Side.Legacy)]);
    }

    [Fact]
    public async Task A_known_key_needs_no_external_reference()
    {
        await MakeAsync();

        (await ApplyAsync(Changes.Customer("C-2001", 2, "Anna B."), "C-500001"))
            .ShouldBe(new ApplyResult(ApplyOutcome.Applied, "C-500001"));
        var customer = (await _services.GetAsync("/api/customers/C-500001")).Json;
        customer.GetProperty("name").GetString().ShouldBe("Anna B.");
        customer.GetProperty("externalReference").GetString()
            .ShouldNotBeNullOrEmpty("the customer keeps the reference it was made under");
    }

    [Fact]
    public async Task Two_of_the_CRMs_own_customers_may_have_one_reference()
    {
        await ApplyAsync(Changes.Customer("C-1001", 1, "One", externalReference: "WEB-7"));
        (await ApplyAsync(Changes.Customer("C-1002", 1, "Other", externalReference: "WEB-7")))
            .ShouldBe(new ApplyResult(ApplyOutcome.Applied, "C-1002"));

        (await NameAsync("C-1001")).ShouldBe("One");
        var found = (await _services.GetAsync("/api/customers?externalReference=WEB-7")).Json.GetProperty("items");
        found.EnumerateArray().Select(c => c.GetProperty("id").GetString()).ShouldBe(["C-1001", "C-1002"]);
    }

    [Fact]
    public async Task Another_customer_is_not_overwritten()
    {
        var reference = (await MakeAsync()).Json.GetProperty("externalReference").GetString();
        await ApplyAsync(Changes.Customer("C-1001", 1));

        (await ApplyAsync(Changes.Customer("C-500001", 7))).Outcome.ShouldBe(ApplyOutcome.Refused, "its number is taken here");
        (await ApplyAsync(Changes.Customer("C-1001", 2, externalReference: reference), "C-1001")).Outcome
            .ShouldBe(ApplyOutcome.Refused, "so is its reference");
        (await NameAsync("C-500001")).ShouldBe("Anna");
    }

    [Fact]
    public async Task A_deleted_customer_is_gone_is_found_no_more_and_not_brought_back_by_an_older_change()
    {
        await ApplyAsync(Changes.Customer("C-1001", 7, city: "Ulm"));
        (await ApplyAsync(Changes.Delete("C-1001", 9))).Outcome.ShouldBe(ApplyOutcome.Applied);

        (await ApplyAsync(Changes.Customer("C-1001", 8))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await _services.GetAsync("/api/customers/C-1001")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await FindAsync("Ulm")).ShouldBeEmpty();
        var last = (await ReadLogAsync())[^1];
        (last.Kind, last.Content, last.Version).ShouldBe((ChangeKind.Delete, null, 2));
        (await ApplyAsync(Changes.Customer("C-1001", 10, city: "Ulm"))).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await FindAsync("ulm")).ShouldBe(["C-1001"]);
    }

    [Fact]
    public async Task Who_has_moved_is_found_in_the_new_city_only()
    {
        await ApplyAsync(Changes.Customer("C-1001", 1, city: "Ulm"));
        await ApplyAsync(Changes.Customer("C-1001", 2, city: "Bonn"));

        (await FindAsync("Ulm")).ShouldBeEmpty();
        (await FindAsync("Bonn")).ShouldBe(["C-1001"]);
    }

    [Theory]
    [InlineData("""{"id": "C-1001"}""", "$")]
    [InlineData("""{"id":"C-1001","name":"Smith","status":"active","phones":[],"addresses":[]}""", "$")]
    [InlineData("""{"id":"C-1001","name":null,"status":"active","creditLimit":1,"phones":[],"addresses":[]}""", "name")]
    [InlineData("""{"id":"C-1001","name":"Smith","status":"lost","creditLimit":1,"phones":[],"addresses":[]}""", "status")]
    [InlineData(
        """{"id":"C-1001","name":"Smith","status":"active","creditLimit":"1","phones":[],"addresses":[]}""", "creditLimit")]
    [InlineData("""{"id":"C-1001","name":"Smith","status":"active","creditLimit":1,"phones":[null],"addresses":[]}""", "phones")]
    [InlineData(
        """{"id":"C-1001","name":"Smith","status":"active","creditLimit":1,"phones":[],"addresses":[null]}""", "addresses")]
    [InlineData(
        """{"id":"C-1001","name":"Smith","status":"active","creditLimit":1,"phones":[],"addresses":[],"contacts":[null]}""",
        "contacts")]
    [InlineData(
        """
        {"id":"C-1001","name":"Smith","status":"active","creditLimit":1,"phones":[],"addresses":[],
         "contacts":[{"name":"S","phones":[]}]}
        """,
        "contacts[0]")]
    [InlineData(
        """{"id":"C-1001","name":"Smith","status":"active","creditLimit":1,"phones":[],"addresses":[],"rating":1}""", "rating")]
    public async Task What_is_no_customer_of_the_contract_is_refused_and_says_where(string content, string place)
    {
        var refused = await ApplyAsync(Changes.Upsert("C-1001", 7, null, content));

        refused.Outcome.ShouldBe(ApplyOutcome.Refused);
        refused.Reason!.ShouldContain(place);
        refused.Reason!.ShouldNotContain("Smith");
        (await ApplyAsync(Changes.Customer("C-1001", 7))).Outcome
            .ShouldBe(ApplyOutcome.Applied, "a refused change must not count as applied");
    }

    private Task<Answer> MakeAsync() => Answer.PostAsync(_services.Client, "/api/customers", Anna);

    private Task<ApplyResult> ApplyAsync(Change change, string? knownKey = null) =>
        _services.Customers.ApplyAsync(change, knownKey, CancellationToken.None);

    private Task<IReadOnlyList<Change>> ReadLogAsync() => _services.CustomerLog.ReadAsync(null, 1000, CancellationToken.None);

    private async Task<string?> NameAsync(string id) =>
        (await _services.GetAsync($"/api/customers/{id}")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("name").GetString();

    private async Task<IEnumerable<string?>> FindAsync(string city) =>
        (await _services.GetAsync($"/api/customers?city={city}")).Json.GetProperty("items").EnumerateArray()
            .Select(c => c.GetProperty("id").GetString());
}
