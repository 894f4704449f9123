using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Tests.Processes;

/// <summary>A hub, or one process of it, as <c>./hub up --no-demo</c> starts it; it can be killed and started again.</summary>
internal sealed class HubUnderTest : IAsyncDisposable
{
    private readonly string _dataFolder;
    private readonly string[] _more;
    private readonly Dictionary<string, string?> _environment;
    private readonly HttpClient _admin = new();
    private RunningProgram? _program;

    private HubUnderTest(string dataFolder, IReadOnlyDictionary<string, string?> environment, string[] more) =>
        (_dataFolder, _environment, _more) = (dataFolder, new Dictionary<string, string?>(environment), more);

    public Uri Address { get; private set; } = null!;

    public string DataFolder => _dataFolder;

    public RunningProgram Program => _program ?? throw new InvalidOperationException("The hub does not run.");

    /// <summary>The whole hub in one process, in front of an ERP.</summary>
    public static Task<HubUnderTest> StartAsync(string dataFolder, string erpAddress) =>
        StartAsync(dataFolder, new Dictionary<string, string?> { ["ERP_URL"] = erpAddress });

    /// <summary>A process of a hub.</summary>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="environment">Its environment variables.</param>
    /// <param name="more">Further arguments of <c>up</c>.</param>
    public static async Task<HubUnderTest> StartAsync(string dataFolder, IReadOnlyDictionary<string, string?> environment, params string[] more)
    {
        var hub = new HubUnderTest(dataFolder, environment, more);
        await hub.StartAsync("http://127.0.0.1:0");
        return hub;
    }

    /// <summary>SIGKILL, then a start on the same folder and port.</summary>
    public async Task KillAndRestartAsync()
    {
        await Program.KillAsync();
        await _program!.DisposeAsync();
        await StartAsync(Address.GetLeftPart(UriPartial.Authority));
    }

    public async Task StopAsync()
    {
        Program.Interrupt();
        (await Program.ExitAsync()).ShouldBe(0, Program.Errors);
    }

    public Task ShiftAsync(string route, string stage, double? percent = null) =>
        PostAsync($"/hub/api/routes/{route}/shift", new { stage, percent, reason = "test" });

    public Task RollbackAsync(string route) => PostAsync($"/hub/api/routes/{route}/rollback", new { reason = "test" });

    public async Task<JsonElement> GetAsync(string path) => await _admin.GetFromJsonAsync<JsonElement>(new Uri(Address, path));

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
            [Repository.HubProgram, "up", "--plan", Repository.Plan, "--data", _dataFolder, "--urls", urls, "--no-demo", .. _more],
            _environment);
        var facade = await _program.LineAsync("the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        Address = new Uri(facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        var tokenFile = _environment.GetValueOrDefault("HUB_ADMIN_TOKEN_FILE") ?? Path.Combine(_dataFolder, "admin.token");
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(tokenFile)).Trim());
    }

    private async Task PostAsync(string path, object body)
    {
        using var response = await _admin.PostAsJsonAsync(new Uri(Address, path), body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }
}
