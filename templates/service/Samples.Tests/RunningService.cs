using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Samples.Tests;

/// <summary>
/// The service on a socket, with a store of its own: a file, or PostgreSQL where HUB_STORE says so.
/// </summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("samples-test-").FullName;
    private readonly WebApplication _app;

    public RunningService() => _app = ServiceFront.Build(new SamplesModule(), _data, "http://127.0.0.1:0");

    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Sends a request; headers as <c>If-Match: "…"</c>.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, params string[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            (int)response.StatusCode, response.Headers, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}

/// <summary>What the service answered, read once.</summary>
public sealed record Answer(int Status, HttpResponseHeaders Headers, JsonElement Json)
{
    public string Text(string member) => Json.GetProperty(member).GetString()!;

    public string Tag => Headers.ETag!.Tag;

    /// <summary>The places of the faults that a problem lists.</summary>
    public IEnumerable<string> Faults =>
        Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("path").GetString()!);
}
