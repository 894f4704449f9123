using System.Text;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests.Access;

/// <summary>A folder of files behind what is inside: another system that reaches it takes a second person.</summary>
public sealed class FoldersOfWhatIsInside
{
    [Theory]
    [InlineData("${env:DROP}", true)]
    [InlineData("${env:DROP}/", true)]
    [InlineData("${env:DROP}/in", true)]
    [InlineData("${env:AROUND}", true)]
    [InlineData("${env:DROP}-of-others", false)]
    public void A_system_of_files_within_or_around_it_is_a_way_to_it(string folder, bool isWay)
    {
        var errors = new PlanErrors();
        var (from, to) = (Load(null, errors), Load(folder, errors));
        errors.ShouldBeEmpty();
        PlanChanges.TouchedInside(from!, to!).ShouldBe(isWay ? ["ledger"] : []);
    }

    private static MigrationPlan? Load(string? other, PlanErrors errors)
    {
        var files = new Dictionary<string, string>
        {
            ["capabilities/ledger.yaml"] = """
                capability: ledger
                owner: finance
                zone: inside
                sides: { legacy: "http://old:1", new: service:ledger }
                routes: { ledger.get: GET /api/ledger }
                link: { legacy: adapter:books, new: service:ledger }
                """,
            ["systems/books.yaml"] = "system: books\nfiles: { folder: \"${env:DROP}\" }",
        };
        if (other is not null)
            files["systems/other.yaml"] = $"system: other\nfiles: {{ folder: \"{other}\" }}";
        return new PlanLoader([]).Load(
            new PlanBundle(files.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value)))),
            new PlanReferences(new Dictionary<string, string> { ["DROP"] = "/srv/books/drop", ["AROUND"] = "/srv/books" }),
            errors);
    }
}
