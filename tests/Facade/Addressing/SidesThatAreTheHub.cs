using System.Text;
using Hub.Facade.Addressing;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests.Addressing;

/// <summary>Sides and catch-alls at the hub's own address are noted, with file and line.</summary>
public sealed class SidesThatAreTheHub
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080", true)]
    [InlineData("http://127.0.0.1:8080", "http://localhost:8080", true)]
    [InlineData("http://*:8080", "http://127.0.0.1:8080/api", true)]
    [InlineData("http://0.0.0.0:8080", "http://LOCALHOST:8080", true)]
    [InlineData("http://[::]:8080", "http://[::1]:8080", true)]
    [InlineData("http://hub.internal:8080", "http://HUB.internal:8080", true)]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8081", false)]
    [InlineData("http://127.0.0.1:8080", "http://erp.internal:8080", false)]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:8080", false)]
    public void An_address_of_the_hubs_own_is_told(string own, string address, bool told)
    {
        var root = new Uri(address).GetLeftPart(UriPartial.Authority);
        var (files, errors) = (new Dictionary<string, string>
        {
            ["hub.yaml"] = $$"""
                catchAll:
                  - { path: /old, to: "http://elsewhere:1" }
                  - { path: /, to: "{{root}}" }
                """,
            ["capabilities/a.yaml"] = $$"""
                capability: a
                owner: o
                sides:
                  legacy: "http://elsewhere:1"
                  new: { to: "{{address}}" }
                routes: { a.get: GET /a }
                """,
        }, new PlanErrors());
        new PlanLoader([new NothingLeadsBack(new OwnAddresses([own]))]).Load(
            new PlanBundle(files.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value)))),
            new PlanReferences(),
            errors).ShouldNotBeNull();
        string[] expected =
        [
            $"capabilities/a.yaml(5): the new side of a leads to the hub's own address {own}: its requests come back",
            $"hub.yaml(3): the catch-all / leads to the hub's own address {own}: its requests come back",
        ];
        var notes = errors.Notes.Select(n => n.ToString()).ToList();
        notes.Count.ShouldBe(told ? 2 : 0);
        foreach (var (note, said) in notes.Zip(expected))
            note.ShouldStartWith(said);
    }

    [Fact]
    public void Where_nobody_says_where_the_hub_listens_nothing_is_told() =>
        new OwnAddresses([]).FindIn(MigrationPlan.Empty).ShouldBeEmpty();
}
