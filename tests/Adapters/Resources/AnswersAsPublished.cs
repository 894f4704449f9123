using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Json.Schema;

namespace Hub.Adapters.Tests.Resources;

/// <summary>Answers with null where the system's schema has none, held to the answer's published schema.</summary>
public sealed class AnswersAsPublished : WrappedParts
{
    private const string Nil = """xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true" """;

    private static readonly string Same = Parts.System.Replace(
        """out: { at: Part, id: { from: No, prefix: "T-" }, count: Count, tags: { each: Tag }, weight: Weight }""",
        "out: { at: Part, same: true }", StringComparison.Ordinal);

    [Theory]
    [InlineData("<No>17</No><Count/><Sold> </Sold><Note/><At/><Weight/><Price currency='EUR'/><Size><W/></Size>")]
    [InlineData("<No>17</No><Count>3</Count><Sold>true</Sold>")]
    [InlineData($"<No {Nil}/><Count {Nil}/><Sold {Nil}/><Note {Nil}/><Tag {Nil}/><Price {Nil}/><Size {Nil}/><Inner {Nil}/>")]
    [InlineData($"<No>17</No><Count>3</Count><Sold>1</Sold><Note/><Tag>a</Tag><Tag {Nil}/><Log><In/><Out {Nil}/></Log>")]
    public async Task An_answer_with_nothing_for_a_value_is_as_published(string part)
    {
        Stub.AnswerWithBody($"""<GetPartResponse xmlns="urn:parts"><Part rev="">{part}</Part></GetPartResponse>""");
        Faults(Parts.System, await Adapters.Client.GetStringAsync("/api/parts/T-17")).ShouldBeEmpty();
        await using var same = await StartAsync(Parts.Bundle(Same));
        Faults(Same, await same.Client.GetStringAsync("/api/parts/T-17")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("join: [No, Note]", $"<No>17</No><Count>3</Count><Sold>1</Sold><Note {Nil}/>")]
    [InlineData("join: [No, Red]", "<No>17</No><Count>3</Count><Sold>1</Sold><Note/>")]
    [InlineData("join: [No, Count]", $"<No>17</No><Count {Nil}/><Sold>1</Sold><Note/>")]
    public async Task So_is_one_whose_joined_value_lacks_a_piece(string join, string part)
    {
        Stub.AnswerWithBody($"""<GetPartResponse xmlns="urn:parts"><Part rev="">{part}</Part></GetPartResponse>""");
        var system = Parts.System.Replace("count: Count", $"both: {{ {join}, with: \"-\" }}", StringComparison.Ordinal);
        await using var adapters = await StartAsync(Parts.Bundle(system));
        var answer = await adapters.Client.GetStringAsync("/api/parts/T-17");
        answer.ShouldNotContain("both");
        Faults(system, answer).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lenient_systems_answer_is_bound_to_have_nothing()
    {
        var system = Same.Replace("soap: {", "soap: { lenient: true,", StringComparison.Ordinal);
        await using var lenient = await StartAsync(Parts.Bundle(system));
        Stub.AnswerWithBody("""<GetPartResponse xmlns="urn:parts"><Part><Weight>1</Weight></Part></GetPartResponse>""");
        Faults(system, await lenient.Client.GetStringAsync("/api/parts/T-17")).ShouldBeEmpty();
    }

    [Fact]
    public void A_request_takes_no_more_than_it_did()
    {
        var body = Describe(Parts.System).Find("parts.book")!.Body!.ToJsonString();
        body.ShouldNotContain("null");
        body.ShouldContain("\"required\":[\"sku\",\"quantity\"]");
    }

    private static IEnumerable<string> Faults(string system, string answer)
    {
        var contract = Describe(system);
        var schema = contract.Find("parts.get")!.Answers[0].Schema!.DeepClone().AsObject();
        schema["$defs"] = contract.Schemas.DeepClone();
        var told = JsonSchema.FromText(
            schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
        var result = told.Evaluate(
            JsonElement.Parse(answer), new EvaluationOptions { OutputFormat = OutputFormat.List });
        return result.IsValid ? []
            : (result.Details ?? []).Where(d => d.Errors is not null)
                .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value} in {answer}"));
    }

    private static PublicContract Describe(string system)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            Parts.Bundle(system),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:9" }),
            errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        var contract = new PublicContract();
        new SystemContracts().Describe(plan!, contract);
        return contract;
    }
}
