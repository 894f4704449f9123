using System.Globalization;
using System.Net;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Customers;

/// <summary>Two nodes of the service on one store, which only a server offers.</summary>
public sealed class SeveralNodesOfCustomers : IAsyncLifetime
{
    private RunningServices _one = null!;
    private RunningServices _other = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await RunningServices.StartAsync(StoreEngine.Postgres);
        _other = await _one.StartNodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
        if (_one is not null)
            await _one.DisposeAsync();
    }

    [Fact]
    public async Task Customers_made_on_both_have_numbers_of_their_own_and_their_changes_appear_in_order()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => MakeAsync(Node(n), Guid.NewGuid().ToString())));

        made.Select(Id).Order().ShouldBe(Enumerable.Range(500_001, 60).Select(n => $"C-{n}"));
        (await ReadLogAsync()).Select(c => c.Position)
            .ShouldBe(Enumerable.Range(1, 60).Select(n => n.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_request_that_reaches_both_makes_one_customer()
    {
        for (var request = 0; request < 10; request++)
        {
            var id = Guid.NewGuid().ToString();
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => MakeAsync(Node(n), id)));
            answers.Select(Id).Distinct().ShouldHaveSingleItem();
        }

        (await ReadLogAsync()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Of_all_who_read_the_same_one_replaces_it_whichever_node_they_ask()
    {
        var made = await MakeAsync(_one, Guid.NewGuid().ToString());
        for (var (round, tag) = (0, made.ETag!); round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n =>
                Answer.PutAsync(Node(n).Client, made.Location!.OriginalString, Customer($"{round}/{n}"), ("If-Match", tag))));
            var replaced = answers.Where(a => a.Status == HttpStatusCode.OK).ShouldHaveSingleItem();
            answers.Count(a => a.Status == HttpStatusCode.PreconditionFailed).ShouldBe(5);
            tag = (await _other.GetAsync(made.Location!.OriginalString)).ETag!;
            tag.ShouldBe(replaced.ETag);
        }

        (await ReadLogAsync()).Select(c => c.Version).ShouldBe([11]);
    }

    [Fact]
    public async Task Of_the_changes_of_one_customer_the_latest_stays_whichever_node_applies_it()
    {
        for (var customer = 0; customer < 10; customer++)
        {
            var id = $"C-{7000 + customer}";
            var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(version =>
                Node(version).Customers.ApplyAsync(
                    Changes.Customer(id, version, $"Version {version}"), null, CancellationToken.None)));
            results[7].Outcome.ShouldBe(ApplyOutcome.Applied);
            (await _one.GetAsync($"/api/customers/{id}")).Json.GetProperty("name").GetString().ShouldBe("Version 8");
        }
    }

    private RunningServices Node(int n) => n % 2 == 0 ? _one : _other;

    private static Task<Answer> MakeAsync(RunningServices node, string requestId) =>
        node.PostAsAsync(requestId, "/api/customers", Customer("Anna"));

    private Task<IReadOnlyList<Change>> ReadLogAsync() => _one.CustomerLog.ReadAsync(null, 1000, CancellationToken.None);

    private static string Id(Answer answer) =>
        answer.ShouldBeJson(HttpStatusCode.Created, "creditLimit").Json.GetProperty("id").GetString()!;

    private static string Customer(string name) =>
        $$"""{"name": "{{name}}", "status": "active", "creditLimit": null, "phones": [], "addresses": []}""";
}
