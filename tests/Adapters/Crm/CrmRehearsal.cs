using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Tests;

namespace Hub.Adapters.Tests.Crm;

/// <summary>What the CRM would do with a change is told, and the CRM is not told of the change.</summary>
public sealed class CrmRehearsal(CrmSide side) : IClassFixture<CrmSide>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private IRehearsedTarget Target => (IRehearsedTarget)side.Adapters.Target("adapter:crm", "customers");

    [Theory]
    [InlineData("C-1001")]
    [InlineData(null)]
    public async Task Every_field_that_the_contract_does_not_admit_is_told_with_its_rule_and_without_its_value(string? known)
    {
        var customer = await ReadAsync("C-1001");
        customer["name"] = "Margarete " + new string('x', 80);
        customer["status"] = "dormant";
        customer["segment"] = "Z";
        customer["addresses"]![0]!["country"] = "Deutschland";
        customer["creditLimit"] = 1.234m;
        var result = await RehearseAsync(customer, known);

        result.Outcome.ShouldBe(ApplyOutcome.Refused);
        result.Faults.Select(f => f.Field)
            .ShouldBe(["name", "status", "segment", "addresses[0].country", "creditLimit"], ignoreOrder: true);
        var told = result.Faults.ToDictionary(f => f.Field, f => f.Reason);
        told["name"].ShouldBe("its value has 90 characters, at most 80 are allowed");
        told["status"].ShouldBe("its value is not one of active, blocked, prospect");
        told["segment"].ShouldBe("its value is not one of A, B, C");
        told["creditLimit"].ShouldBe("its value has more than 2 decimals");
        string.Concat(told.Values).ShouldNotContain("Margarete");
        string.Concat(told.Values).ShouldNotContain("Deutschland");
    }

    [Fact]
    public async Task What_is_required_and_missing_is_told()
    {
        var customer = await ReadAsync("C-1022");
        customer.Remove("name");
        (await RehearseAsync(customer, "C-1022")).Faults.ShouldContain(new FieldFault("name", "is required"));
    }

    [Fact]
    public async Task A_record_that_it_would_take_is_applied_in_words_only()
    {
        var customer = await ReadAsync("C-1023");
        customer["note"] = "rehearsed";
        (await RehearseAsync(customer, "C-1023")).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await RehearseAsync(customer, null, "rehearsed-1")).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await RehearseAsync(await ReadAsync("C-1023"), "C-1023")).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);

        (await ReadAsync("C-1023"))["note"]?.ToString().ShouldNotBe("rehearsed");
        (await side.CustomersAsync()).Values.Select(c => c["externalRef"]?.ToString()).ShouldNotContain("rehearsed-1");
    }

    [Fact]
    public async Task A_record_that_two_have_the_reference_of_is_refused()
    {
        for (var n = 0; n < 2; n++)
        {
            using var create = new HttpRequestMessage(HttpMethod.Post, "/api/customers")
            {
                Content = JsonContent.Create(
                    JsonNode.Parse("""{"name":"Twice","status":"active","creditLimit":1,"phones":[],"addresses":[]}""")),
                Headers = { { "X-Hub-Request-Id", "twice" } },
            };
            using var made = await side.Client.SendAsync(create);
            made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        }

        (await RehearseAsync(await ReadAsync("C-1024"), null, "twice")).Reason
            .ShouldBe("crm has 2 records with reference twice; keep one");
    }

    [Fact]
    public async Task A_record_that_is_gone_there_is_refused_and_one_that_is_deleted_at_new_is_tried_without_deleting_it()
    {
        (await RehearseAsync(await ReadAsync("C-1026"), "C-9999")).Outcome.ShouldBe(ApplyOutcome.Refused);
        var deleted = new Change("C-500001", null, 1, "1", Side.New, ChangeKind.Delete, null, null);
        var deletes = new RecordComparison((_, _) => new TargetDecision(TargetAct.Delete));
        (await Target.RehearseAsync(deleted, "C-1026", deletes, None)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await ReadAsync("C-1026"))["id"]!.GetValue<string>().ShouldBe("C-1026", "as it was only tried");
    }

    [Fact]
    public async Task What_needs_no_call_is_told_of_a_CRM_that_does_not_answer()
    {
        var customer = await ReadAsync("C-1027");
        await side.BehaveAsync("fail");
        try
        {
            await Should.ThrowAsync<ChangeTargetUnavailableException>(() => RehearseAsync(customer, "C-1027"));
            customer["name"] = new string('x', 81);
            (await RehearseAsync(customer, "C-1027")).Faults.ShouldHaveSingleItem().Field.ShouldBe("name");
        }
        finally
        {
            await side.BehaveAsync("normal");
        }
    }

    private async Task<ApplyResult> RehearseAsync(JsonObject customer, string? known, string? reference = null)
    {
        var (creates, updates) = (await side.CallsAsync("CreateCustomer"), await side.CallsAsync("UpdateCustomer"));
        var change = new Change("C-500001", "C-500001", 1, "1", Side.New, ChangeKind.Upsert, reference, customer);
        try
        {
            return await Target.RehearseAsync(change, known, Save(change), None);
        }
        finally
        {
            (await side.CallsAsync("CreateCustomer"), await side.CallsAsync("UpdateCustomer")).ShouldBe((creates, updates));
        }
    }

    private static RecordComparison Save(Change change) =>
        new((_, _) => new TargetDecision(TargetAct.Save, change.Content));

    private async Task<JsonObject> ReadAsync(string number) => AsContract.Of((await side.CustomersAsync())[number]);
}
