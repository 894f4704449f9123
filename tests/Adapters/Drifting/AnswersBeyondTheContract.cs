using Hub.Adapters.Drifting;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.ContractDrift;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Tests.Drifting;

/// <summary>What live answers hold that the plan's WSDL does not know is found, and counted.</summary>
public sealed class AnswersBeyondTheContract : WrappedParts
{
    private const string Known =
        "<GetPartResponse xmlns='urn:parts'><Part>"
        + "<No>17</No><Count>5</Count><Sold>true</Sold><Note>n</Note>{0}</Part></GetPartResponse>";

    [Fact]
    public async Task A_new_element_is_a_finding_of_the_route_with_its_share_of_answers()
    {
        await ReadAsync("");
        await ReadAsync("<Channel>web</Channel>");
        var first = await FoundAsync();
        (first.Operation, first.Place, string.Join(' ', first.Routes)).ShouldBe(("GetPart", "Part.Channel", "parts.get"));
        first.Text.ShouldBe("GetPart answers with Part.Channel, which the contract does not know");
        first.Share.ShouldBe("50 % of 2 answers");
        for (var n = 0; n < 3; n++)
            await ReadAsync("<Inner><No>1</No><Count>5</Count><Sold>true</Sold><Note>n</Note></Inner>");
        await ReadAsync("<Channel>web</Channel>");
        var second = await FoundAsync();
        (second.Seen, second.Answers, second.FirstAt).ShouldBe((2, 6, first.FirstAt));
    }

    [Fact]
    public async Task It_is_told_by_where_it_stands_and_not_by_the_number_of_records()
    {
        const string inner = "<Inner><No>1</No><Count>5</Count><Sold>true</Sold><Note>n</Note>"
            + "<Size><W>1</W><Depth>2</Depth></Size></Inner>";
        await ReadAsync(inner + inner);
        (await FoundAsync()).Place.ShouldBe("Part.Inner.Size.Depth");
    }

    [Fact]
    public async Task Answers_of_a_contract_that_the_plan_has_no_more_count_no_more()
    {
        await ReadAsync("<Channel>web</Channel>");
        await FoundAsync();
        var findings = Adapters.Service<ContractFindings>();
        await findings.ServeAsync(new Dictionary<string, string> { ["parts"] = "another" });
        (await findings.ListAsync()).ShouldBeEmpty();
        await ReadAsync("<Channel>web</Channel>");
        await Adapters.Service<ObservedAnswers>().WriteAsync(Adapters.Service<ServedContracts>());
        (await findings.ListAsync()).ShouldBeEmpty("this node still serves the contract before");
    }

    [Fact]
    public async Task Answers_of_a_node_that_finds_nothing_count_as_well()
    {
        await ReadAsync("<Channel>web</Channel>");
        await FoundAsync();
        var (findings, contracts) = (Adapters.Service<ContractFindings>(), Adapters.Service<ServedContracts>());
        var other = new ObservedAnswers(findings);
        var call = Adapters.Adapters.Find("parts")!.Definition.Resources["parts.get"].Call;
        for (var n = 0; n < 3; n++)
            other.Answered("parts", call, sent: null, new Answer(null));
        await other.WriteAsync(contracts);
        ContractFindingView.Of((await findings.ListAsync()).ShouldHaveSingleItem()).Share.ShouldBe("25 % of 4 answers");
    }

    [Fact]
    public async Task A_node_that_serves_a_contract_before_alters_no_findings()
    {
        var (findings, contracts) = (Adapters.Service<ContractFindings>(), Adapters.Service<ServedContracts>());
        await contracts.StoreAsync();
        var offered = new ContractFinding(
            "parts", ContractFinding.Offered, "GetPart", "Part.X", "GetPart answers without Part.X", []);
        await findings.OfferedAsync("parts", contracts.Find("parts")!.Hash, problem: null, catalogue: null, [offered]);
        await findings.OfferedAsync("parts", "the contract before", problem: null, catalogue: null, []);
        (await findings.ListAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public void What_could_not_be_written_is_written_the_next_time()
    {
        var answers = new OperationAnswers { Answers = 3 };
        answers.Places["A.B"] = 2;
        var taken = answers.Take();
        (answers.Answers, answers.Places.Count, taken.Answers).ShouldBe((0, 0, 3));
        answers.Places["A.B"] = 1;
        answers.PutBack(taken);
        (answers.Answers, answers.Places["A.B"]).ShouldBe((3, 3));
    }

    private async Task ReadAsync(string more)
    {
        Stub.AnswerWithBody(Known.Replace("{0}", more, StringComparison.Ordinal));
        (await Adapters.Client.GetStringAsync("/api/parts/T-17")).ShouldContain("T-17");
    }

    private async Task<ContractFindingView> FoundAsync()
    {
        await Adapters.Service<ServedContracts>().StoreAsync();
        await Adapters.Service<ObservedAnswers>().WriteAsync(Adapters.Service<ServedContracts>());
        return ContractFindingView.Of((await Adapters.Service<ContractFindings>().ListAsync()).ShouldHaveSingleItem());
    }
}
