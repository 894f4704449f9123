using System.ComponentModel;
using System.Text;
using System.Text.Json;
using Hub.Platform.Plan;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hub.Facade.ModelContext;

/// <summary>The tools: each reads, none writes.</summary>
[McpServerToolType]
internal sealed class HubTools(OwnReading hub, PlanLoader plans)
{
    private const int Largest = 4 * 1024 * 1024;

    [McpServerTool(Name = "routes", ReadOnly = true, Destructive = false, OpenWorld = false)]
    [Description("Lists the routes: stage, sides, traffic; or one route.")]
    public Task<CallToolResult> RoutesAsync(
        CancellationToken cancellation,
        [Description("A route's id, such as orders.place; all where it is missing.")] string? route = null) =>
        route is null ? hub.GetAsync("routes", cancellation) : hub.GetAsync("routes/{0}", route, cancellation);

    [McpServerTool(Name = "evidence", ReadOnly = true, Destructive = false, OpenWorld = false)]
    [Description("Tells what was measured about a route: samples, mismatches, latency, errors, and what its gate says.")]
    public Task<CallToolResult> EvidenceAsync(
        [Description("A route's id, such as orders.place.")] string route, CancellationToken cancellation) =>
        hub.GetAsync("routes/{0}/evidence", route, cancellation);

    [McpServerTool(Name = "explain", ReadOnly = true, Destructive = false, OpenWorld = false)]
    [Description("Tells why a request was answered as it was.")]
    public Task<CallToolResult> ExplainAsync(
        [Description("The request, as its answer's X-Hub-Request-Id names it.")] string request,
        CancellationToken cancellation) =>
        hub.GetAsync("requests/{0}", request, cancellation);

    [McpServerTool(Name = "sync_status", ReadOnly = true, Destructive = false, OpenWorld = false)]
    [Description("Tells how the links are: lag, conflicts, parked changes, drift.")]
    public Task<CallToolResult> SyncStatusAsync(CancellationToken cancellation) => hub.GetAsync("sync/links", cancellation);

    [McpServerTool(Name = "conflicts", ReadOnly = true, Destructive = false, OpenWorld = false)]
    [Description("Lists what both sides of a link have changed and nobody has resolved.")]
    public Task<CallToolResult> ConflictsAsync(CancellationToken cancellation) => hub.GetAsync("sync/conflicts", cancellation);

    [McpServerTool(Name = "plan_check", ReadOnly = true, Destructive = false, OpenWorld = false)]
    [Description("Checks the files of a plan without applying them: every fault with file, line and what to do.")]
    public CallToolResult PlanCheck(
        [Description("Path to text, such as capabilities/orders.yaml.")] Dictionary<string, string> files)
    {
        if (files.Sum(f => (long)f.Value.Length) > Largest)
            return OwnReading.Refuse($"The files have more than {Largest} characters: check them by ./hub plan check.");
        var errors = new PlanErrors();
        var bundle = new PlanBundle(files.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));
        // Nothing of this machine is read for it: stand-ins take the place of addresses and secrets.
        var references = new PlanReferences(files: AllowedFiles.None) { StandsIn = true };
        var plan = plans.Load(bundle, references, errors);
        return OwnReading.Answer(JsonSerializer.Serialize(
            new { valid = plan is not null, errors = errors.Select(Told), notes = errors.Notes.Select(Told) },
            JsonSerializerOptions.Web));

        static object Told(PlanError error) => new { file = error.At.File, line = error.At.Line, message = error.Message };
    }
}
