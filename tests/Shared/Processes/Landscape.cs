using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Tests.Processes;

/// <summary>The legacy landscape as a process of its own, with the door through which a test tells it to misbehave.</summary>
internal sealed class Landscape : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly HttpClient _control;

    private Landscape(RunningProgram program, string erpAddress)
    {
        (_program, ErpAddress) = (program, erpAddress);
        _control = new HttpClient { BaseAddress = new Uri(erpAddress) };
    }

    public string ErpAddress { get; }

    public static async Task<Landscape> StartAsync(string dataFolder)
    {
        var program = RunningProgram.Start("dotnet", [Repository.LandscapeProgram, "--data", dataFolder, "--exit-with-parent"]);
        var erp = await program.LineAsync("the ERP's address", l => l.StartsWith("erp ", StringComparison.Ordinal));
        await program.LineAsync("the landscape to be ready", l => l == "ready");
        return new Landscape(program, erp.Split(' ')[1]);
    }

    /// <summary>Tells the ERP how to behave: normal, slow, fail, hang, commitThenHang, commitThenFail, down.</summary>
    public async Task BehaveAsync(string mode, int? times = null, params string[] operations)
    {
        var behaviour = new Dictionary<string, object> { ["mode"] = mode };
        if (times is { } calls)
            behaviour["times"] = calls;
        if (operations.Length > 0)
            behaviour["operations"] = operations;
        (await _control.PutAsJsonAsync("/control/erp/behaviour", behaviour)).EnsureSuccessStatusCode();
    }

    /// <summary>All orders as the ERP itself has them.</summary>
    public async Task<IReadOnlyList<JsonElement>> OrdersAsync() =>
        [.. (await _control.GetFromJsonAsync<JsonElement>("/control/erp/orders")).EnumerateArray()];

    public async Task<int> CountByExternalReferenceAsync(string reference) =>
        (await OrdersAsync()).Count(o => o.GetProperty("externalRef").GetString() == reference);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _program.DisposeAsync();
    }
}
