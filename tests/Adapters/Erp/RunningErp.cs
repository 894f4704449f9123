using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Adapters.Tests.Erp;

/// <summary>The legacy landscape as a process of its own, with data that goes when it goes.</summary>
internal sealed class RunningErp : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryFolder _data;

    private RunningErp(Process process, TemporaryFolder data, string address)
    {
        (_process, _data, Address) = (process, data, address);
        Control = new HttpClient { BaseAddress = new Uri(address) };
    }

    public string Address { get; }

    public HttpClient Control { get; }

    public static async Task<RunningErp> StartAsync()
    {
        var data = new TemporaryFolder();
        var dll = Path.Combine(AppContext.BaseDirectory, "LegacyLandscape.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [dll, "--data", data.Path, "--exit-with-parent"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("erp ", StringComparison.Ordinal))
                return new RunningErp(process, data, line[4..].Trim());
        throw new InvalidOperationException("The legacy landscape did not say where it is.");
    }

    public async Task BehaveAsync(object behaviour) =>
        (await Control.PutAsJsonAsync("/control/erp/behaviour", behaviour)).EnsureSuccessStatusCode();

    public async Task<int> OrdersWithReferenceAsync(string reference)
    {
        var orders = await Control.GetFromJsonAsync<JsonElement>("/control/erp/orders");
        return orders.EnumerateArray().Count(o => o.GetProperty("externalRef").GetString() == reference);
    }

    public async ValueTask DisposeAsync()
    {
        Control.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Dispose();
    }
}
