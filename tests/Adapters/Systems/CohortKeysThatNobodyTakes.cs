using Hub.Adapters.Serving;
using Hub.Platform.Plan;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Systems;

/// <summary>Places of a cohort key that no mapping knows, in the demo's plan: noted with file and line.</summary>
public sealed class CohortKeysThatNobodyTakes
{
    private const string Orders = "capabilities/orders.yaml";

    [Theory]
    [InlineData("body customerId", null)]
    [InlineData("body custmerId", "takes the field of the body 'custmerId'", "did you mean 'customerId'?")]
    [InlineData("query nosuch", "takes the query parameter 'nosuch'", "; known are ")]
    [InlineData("header X-Anything", null)]
    public void A_place_that_no_mapping_takes_is_told(string place, string? note, string advice = "")
    {
        var files = new Dictionary<string, byte[]>(PlanFolder.Read(Repository.Plan, null).Files);
        var text = System.Text.Encoding.UTF8.GetString(files[Orders]);
        var changed = text.Replace("body customerId", place, StringComparison.Ordinal);
        (changed == text).ShouldBe(place == "body customerId");
        files[Orders] = System.Text.Encoding.UTF8.GetBytes(changed);
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(
            new PlanBundle(files), new PlanReferences(Landscape.Nowhere), errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        var told = errors.Notes.Select(n => n.ToString())
            .Where(n => n.Contains("no mapping of", StringComparison.Ordinal)).ToList();
        if (note is null)
        {
            told.ShouldBeEmpty();
            return;
        }

        told.ShouldHaveSingleItem().ShouldStartWith($"{Orders}(7): no mapping of orders {note}");
        told[0].ShouldContain(advice);
    }
}
