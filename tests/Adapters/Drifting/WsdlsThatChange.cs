using System.Text;
using Hub.Adapters.Drifting;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.ContractDrift;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Tests.Drifting;

/// <summary>A SOAP service is asked for its WSDL of today, and what it says otherwise than the plan's is found.</summary>
public sealed class WsdlsThatChange : WrappedParts
{
    private const string Sold = "<xs:element name=\"Sold\" type=\"xs:boolean\"/>";

    [Fact]
    public async Task A_new_element_is_found_and_one_that_is_taken_back_is_forgotten()
    {
        Offer(Parts.Wsdl, Parts.Schema);
        (await AskAsync()).ShouldBeEmpty();
        Offer(Parts.Wsdl, Parts.Schema.Replace(Sold, $"{Sold}<xs:element name=\"Channel\" type=\"xs:string\" minOccurs=\"0\"/>"));
        var found = (await AskAsync()).ShouldHaveSingleItem();
        (found.Source, found.Text, string.Join(' ', found.Routes), found.Share)
            .ShouldBe(("offered", "GetPart answers with Part.Channel, which the contract does not know", "parts.get", null));
        Offer(Parts.Wsdl, Parts.Schema);
        (await AskAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(404, "it answers 404")]
    [InlineData(200, "is no XML")]
    [InlineData(302, "it is at another server, which is not asked")]
    public async Task What_cannot_be_read_is_said_and_nothing_is_found(int status, string why)
    {
        Stub.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            if (status == 302)
                context.Response.Headers.Location = "http://localhost:1/parts?wsdl";
            return context.Response.WriteAsync("Nothing here.");
        };
        (await AskAsync(problem: true)).ShouldBeEmpty();
        (await ProblemAsync()).ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public async Task A_schema_at_another_server_is_not_asked_for()
    {
        Offer(Parts.Wsdl.Replace("xsd/parts.xsd", "http://localhost:1/parts.xsd"), Parts.Schema);
        (await AskAsync(problem: true)).ShouldBeEmpty();
        (await ProblemAsync()).ShouldNotBeNull()
            .ShouldContain("it is at another server, which is not asked");
    }

    [Fact]
    public async Task The_plan_says_where_it_is_or_that_it_is_nowhere()
    {
        Offer(Parts.Wsdl, Parts.Schema);
        await using var elsewhere = await StartAsync(Parts.Bundle(With("wsdlAt: /old/parts.wsdl")));
        await elsewhere.Service<ContractAsking>().AskAsync("parts", (_, _, _) => { }, default);
        (await elsewhere.Service<ContractFindings>().OfferedAsync()).ShouldHaveSingleItem().Problem.ShouldBeNull();
        _paths.ShouldContain("/old/parts.wsdl");
        _paths.Clear();
        await using var nowhere = await StartAsync(Parts.Bundle(With("wsdlAt: off")));
        await nowhere.Service<ContractAsking>().AskAsync("parts", (_, _, _) => { }, default);
        _paths.ShouldBeEmpty();
    }

    private readonly List<string> _paths = [];

    private static string With(string more) =>
        Parts.System.Replace("address: \"${env:PARTS}\"", $"address: \"${{env:PARTS}}\", {more}", StringComparison.Ordinal);

    private void Offer(string wsdl, string schema) => Stub.Answer = (context, _) =>
    {
        _paths.Add(context.Request.Path + context.Request.QueryString);
        context.Response.ContentType = "text/xml; charset=utf-8";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(
            context.Request.Path.Value!.EndsWith(".xsd", StringComparison.Ordinal) ? schema : wsdl)).AsTask();
    };

    private async Task<string?> ProblemAsync() =>
        (await Adapters.Service<ContractFindings>().OfferedAsync()).ShouldHaveSingleItem().Problem;

    private async Task<IReadOnlyList<ContractFindingView>> AskAsync(bool problem = false)
    {
        await Adapters.Service<ContractAsking>().AskAsync("parts", (_, _, _) => { }, default);
        (await ProblemAsync() is not null).ShouldBe(problem);
        return [.. (await Adapters.Service<ContractFindings>().ListAsync()).Select(ContractFindingView.Of)];
    }
}
