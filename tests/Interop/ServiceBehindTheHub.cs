using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Interop.Tests;

/// <summary>A foreign service wrapped by a hub's adapter: its operations as JSON, and one route through a mapping.</summary>
internal sealed class ServiceBehindTheHub : IAsyncDisposable
{
    private readonly RunningAdapters _hub;

    private ServiceBehindTheHub(RunningAdapters hub) => _hub = hub;

    public HttpClient Client => _hub.Client;

    /// <param name="wsdl">The service's WSDL.</param>
    /// <param name="address">Where the service is.</param>
    /// <param name="route">The resource behind <c>GET /api/articles/{id}</c>.</param>
    /// <param name="options">More of the system's <c>soap</c>.</param>
    public static async Task<ServiceBehindTheHub> StartAsync(string wsdl, string address, string route, string options = "") =>
        new(await RunningAdapters.StartAsync(
            RunningAdapters.Bundle(
                ("contracts/warehouse.wsdl", wsdl),
                ("capabilities/articles.yaml", """
                    capability: articles
                    owner: warehouse-team
                    zone: outside
                    pace: record
                    access: anonymous
                    sides: { legacy: "adapter:warehouse" }
                    routes: { articles.get: { match: "GET /api/articles/{id}" } }
                    """),
                ("systems/warehouse.yaml", $$"""
                    system: warehouse
                    soap: { wsdl: contracts/warehouse.wsdl, address: "${env:WAREHOUSE}"{{options}} }
                    limits: { timeout: 20s }
                    resources:
                      articles.get: {{route}}
                    """)),
            new PlanReferences(new Dictionary<string, string> { ["WAREHOUSE"] = address })));

    /// <summary>Calls an operation with its document as JSON.</summary>
    public async Task<SystemOutcome> CallAsync(string operation, JsonNode document)
    {
        var adapter = _hub.Adapters.Find("warehouse")!;
        var found = adapter.Definition.Contract.Find(operation)
            ?? throw new InvalidOperationException(
                $"{operation}: {adapter.Definition.Contract.WhyUnsupported(operation) ?? "not in the WSDL"}");
        var call = adapter.Client.Prepare(found, JsonText.Of(document));
        call.Errors.Select(e => e.ToString()).ShouldBeEmpty();
        return await call.SendAsync(CallPriority.Interactive, TestContext.Current.CancellationToken);
    }

    /// <summary>Calls an operation that answers.</summary>
    public async Task<JsonNode> AnswerAsync(string operation, string document) =>
        (await CallAsync(operation, JsonNode.Parse(document)!)).ShouldBeOfType<Answer>().Document!;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
