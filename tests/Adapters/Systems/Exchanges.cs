using System.Text.Json.Nodes;
using System.Xml.Linq;
using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;
using Hub.Tests;
using Microsoft.Data.Sqlite;
using TemporaryFolder = Hub.Tests.TemporaryFolder;

namespace Hub.Adapters.Tests.Systems;

/// <summary>What a call sent and got back, for whoever asked to see it: whole, but for secrets.</summary>
public sealed class Exchanges : IDisposable
{
    private const string Secret = "open-sesame";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("scheme: usernameToken, digest: false")]
    [InlineData("scheme: usernameToken")]
    [InlineData("scheme: basic")]
    public async Task Of_a_SOAP_call_both_envelopes_are_kept_without_the_password(string scheme)
    {
        await using var stub = await SoapStub.StartAsync();
        stub.AnswerWithBody(PartAnswer.Body);
        var credentials = $"credentials: {{ service: {{ username: robot, password: \"${{env:SECRET}}\", {scheme} }} }}";
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(Parts.System.Replace("limits:", $"{credentials}\nlimits:", StringComparison.Ordinal)),
            new PlanReferences(new Dictionary<string, string> { ["PARTS"] = stub.Address, ["SECRET"] = Secret }));

        var exchange = await RunAsync(
            hub, "parts", "parts.get", new JsonObject { ["path"] = new JsonObject { ["id"] = "T-17" } });

        XDocument.Parse(exchange.Request!).Descendants(XName.Get("No", "urn:parts")).Single().Value.ShouldBe("17");
        exchange.Request!.ShouldNotContain(Secret);
        XDocument.Parse(exchange.Answer!).Descendants(XName.Get("Count", "urn:parts")).Single().Value.ShouldBe("3");
        var password = XDocument.Parse(stub.Requests.Single().Envelope)
            .Descendants()
            .SingleOrDefault(e => e.Name.LocalName == "Password")?.Value;
        if (password is not null)
            exchange.Request!.ShouldNotContain(password);
    }

    [Fact]
    public async Task A_fault_is_kept_as_it_came_and_nothing_where_nothing_came()
    {
        await using var stub = await SoapStub.StartAsync();
        stub.AnswerWith(SoapStub.Fault("NoSuchPart", "There is no part 17."), 500);
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = stub.Address }));
        var request = new JsonObject { ["path"] = new JsonObject { ["id"] = "T-17" } };

        (await RunAsync(hub, "parts", "parts.get", request)).Answer!.ShouldContain("There is no part 17.");
        stub.Answer = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var broken = await RunAsync(hub, "parts", "parts.get", request);
        (broken.Request is not null, broken.Answer).ShouldBe((true, null));
    }

    [Fact]
    public async Task Of_a_statement_its_text_its_parameters_and_its_rows_are_kept()
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File("ledger.db")}");
        await connection.OpenAsync();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = Ledger.Tables;
            await command.ExecuteNonQueryAsync();
        }

        await using var hub = await RunningAdapters.StartAsync(
            Ledger.Bundle(Ledger.System("sqlite")),
            new PlanReferences(new Dictionary<string, string> { ["FINANCE"] = connection.ConnectionString }));

        var exchange = await RunAsync(
            hub, "finance", "invoices.get", new JsonObject { ["path"] = new JsonObject { ["id"] = "I-4002" } });

        var request = JsonNode.Parse(exchange.Request!)!;
        request["statement"]!.GetValue<string>().ShouldContain("SELECT", Case.Insensitive);
        request["parameters"]!["no"]!.ToString().ShouldBe("4002");
        JsonNode.Parse(exchange.Answer!)!["FIREM"]!.GetValue<string>().ShouldBe("paid in cash");
    }

    private static async Task<Exchange> RunAsync(RunningAdapters hub, string system, string route, JsonObject request)
    {
        var adapter = hub.Adapters.Find(system)!;
        var exchange = new Exchange();
        await adapter.Calls.ObservedBy(call => exchange = call.Exchange).RunAsync(
            adapter.Definition.Resources[route].Call, request, strict: true, CancellationToken.None);
        return exchange;
    }
}
