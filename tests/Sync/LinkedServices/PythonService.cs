using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.LinkedServices;

/// <summary>The sample service in Python, as a program of its own that users write to, and that can be killed.</summary>
internal sealed class PythonService : IAsyncDisposable
{
    private readonly int _port = FreePort.Take();
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private RunningProgram? _program;

    private string Script => Path.Combine(_folder.Path, "service.py");

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>Starts it; skips the test where there is no Python.</summary>
    /// <param name="faults">Texts of its program, each with what comes in its place.</param>
    public static async Task<PythonService> StartAsync(params string[] faults)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "python3"))),
            "needs Debian's package python3");
        var service = new PythonService();
        var program = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "LinkedService", "service.py"));
        foreach (var fault in faults.Chunk(2))
        {
            program.ShouldContain(fault[0]);
            program = program.Replace(fault[0], fault[1], StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(service.Script, program);
        await service.StartAgainAsync();
        return service;
    }

    public async Task StartAgainAsync()
    {
        _program = RunningProgram.Start("python3", [Script, $"{_port}", Path.Combine(_folder.Path, "records.db")]);
        await Eventually.HoldsAsync($"the service in Python to answer: {_program.Errors}", async () =>
        {
            try
            {
                return (await _client.GetAsync(new Uri(Address, "/hub/changes?limit=1"))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    public async Task KillAsync()
    {
        await _program!.KillAsync();
        await _program.DisposeAsync();
    }

    /// <summary>Keeps its records as they are now, for <see cref="RestoreAsync"/>.</summary>
    public Task BackUpAsync() => WhileStoppedAsync("records.db", "backup.db");

    /// <summary>Sets it back to its last backup.</summary>
    public Task RestoreAsync() => WhileStoppedAsync("backup.db", "records.db");

    private async Task WhileStoppedAsync(string from, string to)
    {
        await KillAsync();
        File.Copy(Path.Combine(_folder.Path, from), Path.Combine(_folder.Path, to), overwrite: true);
        await StartAgainAsync();
    }

    /// <summary>Returns a record without its key, as the tests write contents; null where there is none.</summary>
    public async Task<string?> ReadAsync(string key)
    {
        using var answer = await _client.GetAsync(Of(key));
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        var content = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        content.Remove("id");
        return new JsonObject(content.OrderBy(m => m.Key, StringComparer.Ordinal)
            .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))).ToJsonString().Replace('"', '\'');
    }

    /// <summary>A user makes a record, or changes fields of one.</summary>
    public async Task EditAsync(string key, string fields)
    {
        using var read = await _client.GetAsync(Of(key));
        var content = read.IsSuccessStatusCode
            ? (await read.Content.ReadFromJsonAsync<JsonObject>())! : new JsonObject { ["id"] = key };
        foreach (var (name, value) in JsonNode.Parse(fields.Replace('\'', '"'))!.AsObject())
            content[name] = value?.DeepClone();
        using var body = new StringContent(content.ToJsonString());
        using var written = await _client.PutAsync(Of(key), body);
        written.EnsureSuccessStatusCode();
    }

    /// <summary>A user deletes a record.</summary>
    public async Task DeleteAsync(string key) => (await _client.DeleteAsync(Of(key))).EnsureSuccessStatusCode();

    /// <summary>Returns the keys that its changes tell of, deleted ones too.</summary>
    public async Task<IReadOnlyList<string>> TellAsync() =>
        [.. (await ChangesAsync()).Select(e => e["subject"]!.ToString())];

    /// <summary>Returns the keys of the records that are there.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() =>
        [.. (await ChangesAsync()).Where(e => e["data"] is not null).Select(e => e["subject"]!.ToString())];

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        _client.Dispose();
        _folder.Dispose();
    }

    /// <summary>Returns each record's key and version.</summary>
    public async Task<IReadOnlyList<(string Key, string Version)>> VersionsAsync() =>
        [.. (await ChangesAsync()).Select(e => (e["subject"]!.ToString(), e["version"]!.ToString()))];

    private async Task<IReadOnlyList<JsonNode>> ChangesAsync() =>
        [.. (await _client.GetFromJsonAsync<JsonArray>(new Uri(Address, "/hub/changes?limit=500")))!.OfType<JsonNode>()];

    private Uri Of(string key) => new(Address, $"/records/{Uri.EscapeDataString(key)}");
}
