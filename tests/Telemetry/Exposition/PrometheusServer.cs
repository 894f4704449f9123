using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Telemetry.Tests.Exposition;

/// <summary>A real Prometheus on a free port, scraping one hub with its token.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly RunningProgram _program;
    private readonly HttpClient _client;

    private PrometheusServer(RunningProgram program, Uri address) =>
        (_program, _client) = (program, new HttpClient { BaseAddress = address });

    public static async Task<PrometheusServer> StartAsync(string folder, Uri hub, string token)
    {
        var configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $$"""
            global: { scrape_interval: 500ms, scrape_timeout: 500ms }
            scrape_configs:
              - job_name: hub
                metrics_path: /hub/metrics
                authorization: { credentials: {{token}} }
                static_configs: [{ targets: ["{{hub.Authority}}"] }]
            """);
        var port = FreePort.Take();
        var program = RunningProgram.Start("/usr/bin/prometheus",
        [
            $"--config.file={configuration}",
            $"--storage.tsdb.path={Path.Combine(folder, "tsdb")}",
            $"--web.listen-address=127.0.0.1:{port}",
        ]);
        return new PrometheusServer(program, new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>The first value a query gives, or null while it gives none.</summary>
    public async Task<string?> QueryAsync(string query)
    {
        try
        {
            var answer = await _client.GetFromJsonAsync<JsonElement>($"/api/v1/query?query={Uri.EscapeDataString(query)}");
            var series = answer.GetProperty("data").GetProperty("result");
            return series.GetArrayLength() == 0 ? null : series[0].GetProperty("value")[1].GetString();
        }
        catch (HttpRequestException) when (!_program.HasExited)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _program.DisposeAsync();
    }
}
