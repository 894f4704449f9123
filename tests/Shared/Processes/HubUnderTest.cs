using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests.Servers;

namespace Hub.Tests.Processes;

/// <summary>A hub, or one process of it, as <c>./hub up --no-demo</c> starts it; it can be killed and started again.</summary>
internal sealed class HubUnderTest : IAsyncDisposable
{
    private readonly string _dataFolder;
    private readonly HttpClient _admin = new();
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private readonly string[] _arguments;
    private RunningProgram? _program;

    private HubUnderTest(
        string dataFolder, Landscape landscape, IReadOnlyDictionary<string, string?>? environment, string[] arguments)
    {
        (_dataFolder, _arguments) = (dataFolder, arguments);
        var variables = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>());
        foreach (var (name, value) in landscape.Variables)
            variables.TryAdd(name, value);
        _environment = variables;
    }

    public Uri Address { get; private set; } = null!;

    public string DataFolder => _dataFolder;

    public RunningProgram Program => _program ?? throw new InvalidOperationException("The hub does not run.");

    /// <param name="dataFolder">What the hub keeps.</param>
    /// <param name="landscape">The systems behind it.</param>
    /// <param name="environment">More variables; they win.</param>
    /// <param name="arguments">More of the command line.</param>
    public static async Task<HubUnderTest> StartAsync(
        string dataFolder, Landscape landscape, IReadOnlyDictionary<string, string?>? environment = null,
        params string[] arguments)
    {
        var hub = new HubUnderTest(dataFolder, landscape, environment, arguments);
        await hub.StartAsync($"http://127.0.0.1:{FreePort.Take()}");
        return hub;
    }

    /// <summary>SIGKILL, then a start on the same folder and port.</summary>
    public async Task KillAndRestartAsync()
    {
        await Program.KillAsync();
        await StartAgainAsync();
    }

    /// <summary>Starts what has ended, on the same folder and port.</summary>
    public async Task StartAgainAsync()
    {
        await _program!.DisposeAsync();
        await StartAsync(Address.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>SIGTERM, an orderly end, then a start on the same folder and port.</summary>
    public async Task RestartAsync()
    {
        Program.Terminate();
        (await Program.ExitAsync()).ShouldBe(0, Program.Errors);
        await _program!.DisposeAsync();
        await StartAsync(Address.GetLeftPart(UriPartial.Authority));
    }

    public async Task StopAsync()
    {
        Program.Interrupt();
        (await Program.ExitAsync()).ShouldBe(0, Program.Errors);
    }

    /// <returns>What the hub answers.</returns>
    public Task<JsonElement> ShiftAsync(string route, string stage, double? percent = null) =>
        PostAsync($"/hub/api/routes/{route}/shift", new { stage, percent, reason = "test", force = true, acceptSplit = true });

    /// <summary>Shifts a route forward; returns the refusal where its link does not keep up yet, else null.</summary>
    public async Task<string?> TryShiftAsync(string route, string stage, double? percent = null)
    {
        using var response = await _admin.PostAsJsonAsync(
            new Uri(Address, $"/hub/api/routes/{route}/shift"),
            new { stage, percent, reason = "test", force = true, acceptSplit = true });
        response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity);
        return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync();
    }

    /// <summary>
    /// Shifts a route, or rolls it back to <c>legacy</c>, while its node may end; returns the status and what was answered, or no
    /// status where no answer came.
    /// </summary>
    public async Task<(HttpStatusCode? Status, string Told)> TryMoveAsync(string route, string stage)
    {
        var act = stage == "legacy" ? "rollback" : "shift";
        object body = stage == "legacy"
            ? new { reason = "test" }
            : new { stage, reason = "test", force = true, acceptSplit = true };
        try
        {
            using var response = await _admin.PostAsJsonAsync(new Uri(Address, $"/hub/api/routes/{route}/{act}"), body);
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Lets a route that stepped back by itself be shifted again.</summary>
    public Task<JsonElement> ReleaseAsync(string route) =>
        PostAsync($"/hub/api/routes/{route}/guardrail/release", new { reason = "test" });

    public Task<JsonElement> RollbackAsync(string route) =>
        PostAsync($"/hub/api/routes/{route}/rollback", new { reason = "test" });

    /// <summary>The token of the first start.</summary>
    public string Token => _admin.DefaultRequestHeaders.Authorization!.Parameter!;

    public async Task<string> GetTextAsync(string path) => await _admin.GetStringAsync(new Uri(Address, path));

    public async Task<JsonElement> GetAsync(string path) => await _admin.GetFromJsonAsync<JsonElement>(new Uri(Address, path));

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await _admin.GetAsync(new Uri(Address, path));
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        if (_program is not null)
            await _program.DisposeAsync();
    }

    private async Task StartAsync(string urls)
    {
        _program = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up",
                .. _arguments.Contains("--plan") ? [] : (string[])["--plan", Repository.Plan],
                "--data", _dataFolder, "--urls", urls, "--no-demo",
                .. _arguments,
            ],
            _environment);
        var facade = await _program.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        Address = new Uri(facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        var tokenFile = _environment.GetValueOrDefault("HUB_ADMIN_TOKEN_FILE") ?? Path.Combine(_dataFolder, "admin.token");
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (await File.ReadAllTextAsync(tokenFile)).Trim());
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await _admin.PostAsJsonAsync(new Uri(Address, path), body);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonElement.Parse(text);
    }
}
