using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Crm;

/// <summary>The CRM behind its adapter, by the demo's own plan, and the door to its back office.</summary>
public sealed class CrmSide : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private HttpClient _control = null!;

    internal Landscape Landscape { get; private set; } = null!;

    internal RunningAdapters Adapters { get; private set; } = null!;

    internal HttpClient Client => Adapters.Client;

    public async ValueTask InitializeAsync()
    {
        Landscape = await Landscape.StartAsync(_data.Path);
        _control = new HttpClient { BaseAddress = new Uri(Landscape.CrmAddress) };
        Adapters = await RunningAdapters.StartAsync(
            PlanFolder.Read(Repository.Plan, environment: null), new PlanReferences(Landscape.Variables));
    }

    /// <summary>Tells the CRM how to behave; see the landscape's own list.</summary>
    internal Task BehaveAsync(string mode, int? times = null, params string[] operations) =>
        BehaveAsync(mode, 0, times, operations);

    internal Task SlowAsync(int delayMs, int? times, params string[] operations) =>
        BehaveAsync("slow", delayMs, times, operations);


    /// <summary>How late the CRM's transactions commit, and how far its clock is ahead.</summary>
    internal Task SetTimeAsync(int lateCommitMs, int clockOffsetSeconds) =>
        PutAsync("time", new JsonObject { ["lateCommitMs"] = lateCommitMs, ["clockOffsetSeconds"] = clockOffsetSeconds });

    /// <summary>All customers as the CRM itself has them, by number.</summary>
    internal async Task<IReadOnlyDictionary<string, JsonObject>> CustomersAsync() =>
        (await _control.GetFromJsonAsync<JsonArray>("/control/crm/customers"))!
            .OfType<JsonObject>()
            .ToDictionary(c => c["customerNo"]!.ToString());

    /// <summary>Changes a customer in the back office.</summary>
    internal async Task EditAsync(string customerNo, object edit) =>
        (await _control.PostAsJsonAsync($"/control/crm/customers/{customerNo}", edit)).EnsureSuccessStatusCode();

    /// <summary>How often each operation was called.</summary>
    internal async Task<int> CallsAsync(string operation) =>
        (await _control.GetFromJsonAsync<JsonObject>("/control/crm/statistics"))!["calls"]![operation]?.GetValue<int>() ?? 0;

    public async ValueTask DisposeAsync()
    {
        await Adapters.DisposeAsync();
        await Landscape.DisposeAsync();
        _control.Dispose();
        _data.Dispose();
    }

    private Task BehaveAsync(string mode, int delayMs, int? times, string[] operations) => PutAsync("behaviour", new JsonObject
    {
        ["mode"] = mode,
        ["delayMs"] = delayMs,
        ["times"] = times,
        ["operations"] = new JsonArray([.. operations.Select(o => JsonValue.Create(o))]),
    });

    private async Task PutAsync(string what, JsonObject settings) =>
        (await _control.PutAsJsonAsync($"/control/crm/{what}", settings)).EnsureSuccessStatusCode();
}
