using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Tests;

namespace Hub.Adapters.Tests.Crm;

/// <summary>The CRM as the target of sync.</summary>
public sealed class CrmTarget(CrmSide side) : IClassFixture<CrmSide>, IAsyncLifetime
{
    private IChangeTarget Target => side.Adapters.Target("adapter:crm", "customers");

    public async ValueTask InitializeAsync() => await side.BehaveAsync("normal");

    public async ValueTask DisposeAsync() => await side.BehaveAsync("normal");

    [Fact]
    public async Task Every_customer_as_it_was_read_is_applied_already_so_that_echoes_end()
    {
        var source = side.Adapters.Source("adapter:crm", "customers");
        var updates = await side.CallsAsync("UpdateCustomer");
        foreach (var change in await source.ReadAsync(null, 500, CancellationToken.None))
            (await Target.ApplyAsync(change, change.Key, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);

        (await side.CallsAsync("UpdateCustomer")).ShouldBe(updates);
    }

    [Fact]
    public async Task A_number_written_otherwise_is_no_change()
    {
        var customer = await ReadAsync("C-1001");
        customer["creditLimit"] = JsonNode.Parse("5e4");

        (await ApplyAsync(customer, "C-1001")).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
    }

    [Fact]
    public async Task A_change_is_applied_once_and_with_the_version_that_was_read()
    {
        var customer = await ReadAsync("C-1002");
        var version = await VersionAsync("C-1002");
        customer["name"] = "Holz & Bau Nord KG";
        customer["id"] = "C-500002";
        customer["externalReference"] = "the other side's";

        (await ApplyAsync(customer, "C-1002")).ShouldBe(new ApplyResult(ApplyOutcome.Applied, "C-1002"));
        (await ApplyAsync(customer, "C-1002")).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "C-1002"));
        (await VersionAsync("C-1002")).ShouldBe(version + 1);
        (await ReadAsync("C-1002"))["name"]!.ToString().ShouldBe("Holz & Bau Nord KG");
    }

    [Fact]
    public async Task Who_is_overtaken_reads_again_and_goes_on()
    {
        var customer = await ReadAsync("C-1003");
        customer["note"] = "from the new side";
        var (updates, version) = (await side.CallsAsync("UpdateCustomer"), await VersionAsync("C-1003"));
        await side.SlowAsync(1500, times: 1, "UpdateCustomer");
        var applying = ApplyAsync(customer, "C-1003");
        await Eventually.HoldsAsync("the update to be under way", async () => await side.CallsAsync("UpdateCustomer") > updates);
        await side.EditAsync("C-1003", new { note = "in between" });

        (await applying).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await side.CallsAsync("UpdateCustomer")).ShouldBe(updates + 2);
        (await VersionAsync("C-1003")).ShouldBe(version + 2);
        (await ReadAsync("C-1003"))["note"]!.ToString().ShouldBe("from the new side");
    }

    [Fact]
    public async Task Who_is_overtaken_compares_again_with_what_came_between()
    {
        var customer = await ReadAsync("C-1007");
        customer["note"] = "from the new side";
        var (updates, seen) = (await side.CallsAsync("UpdateCustomer"), new List<(long? Version, decimal? Limit)>());
        var comparison = new RecordComparison((current, version) =>
        {
            seen.Add((version, current!["creditLimit"]?.GetValue<decimal>()));
            var merged = current.DeepClone().AsObject();
            merged["note"] = customer["note"]!.DeepClone();
            return new TargetDecision(TargetAct.Save, merged);
        });
        var version = await VersionAsync("C-1007");
        await side.SlowAsync(1500, times: 1, "UpdateCustomer");
        var applying = ((IComparingTarget)Target).ApplyAsync(
            ChangeOf(customer), "C-1007", comparison, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the update to be under way", async () => await side.CallsAsync("UpdateCustomer") > updates);
        await side.EditAsync("C-1007", new { creditLimit = 1234 });

        (await applying).Outcome.ShouldBe(ApplyOutcome.Applied);
        seen.Select(s => s.Version).ShouldBe([version, version + 1]);
        seen[^1].Limit.ShouldBe(1234m);
        var now = await ReadAsync("C-1007");
        (now["note"]!.ToString(), now["creditLimit"]!.GetValue<decimal>()).ShouldBe(("from the new side", 1234m));
    }

    [Theory]
    [InlineData("commitThenFail")]
    [InlineData("commitThenHang")]
    public async Task A_change_whose_outcome_was_unknown_is_found_to_be_there(string mode)
    {
        var customer = await ReadAsync("C-1004");
        customer["note"] = mode;
        await side.BehaveAsync(mode, times: 1, "UpdateCustomer");

        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => ApplyAsync(customer, "C-1004"));
        (await ApplyAsync(customer, "C-1004")).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
    }

    [Fact]
    public async Task A_customer_is_made_once_however_often_it_is_applied()
    {
        var customer = await ReadAsync("C-1005");
        customer["id"] = "C-500005";
        await side.BehaveAsync("commitThenFail", times: 1, "CreateCustomer");

        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => ApplyAsync(customer, null, "new-5"));
        var found = await ApplyAsync(customer, null, "new-5");
        found.Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await side.CustomersAsync()).Values.Count(c => c["externalRef"]?.ToString() == "new-5").ShouldBe(1);
        (await ApplyAsync(customer, found.Key)).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
    }

    [Fact]
    public async Task What_the_CRM_never_takes_is_refused_without_the_values()
    {
        var customer = await ReadAsync("C-1006");
        customer["name"] = new string('x', 81);
        var invalid = await ApplyAsync(customer, "C-1006");
        invalid.Outcome.ShouldBe(ApplyOutcome.Refused);
        invalid.Reason.ShouldBe("crm: cannot be written: body.name");

        customer["name"] = " ";
        (await ApplyAsync(customer, "C-1006")).Reason.ShouldBe("crm: A customer needs a name.");
        (await ApplyAsync(customer, "C-9999")).Outcome.ShouldBe(ApplyOutcome.Refused);
    }

    private async Task<JsonObject> ReadAsync(string number) => AsContract.Of((await side.CustomersAsync())[number]);

    private async Task<long> VersionAsync(string number) => (await side.CustomersAsync())[number]["version"]!.GetValue<long>();

    private Task<ApplyResult> ApplyAsync(JsonObject customer, string? knownKey, string? reference = null) =>
        Target.ApplyAsync(ChangeOf(customer, reference), knownKey, CancellationToken.None);

    private static Change ChangeOf(JsonObject customer, string? reference = null) =>
        new("C-500001", "C-500001", 1, "1", Side.New, ChangeKind.Upsert, reference, customer);
}
