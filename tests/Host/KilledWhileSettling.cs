using Hub.Contract.Tests.Settlement;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>A hub that is killed in the middle of settling: each write is there whole or not at all.</summary>
public sealed class KilledWhileSettling : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = [];
    private PostgresServer? _server;
    private RunningProgram? _hub;

    public async ValueTask InitializeAsync()
    {
        const string Settlement = "capabilities/settlement.yaml";
        Directory.CreateDirectory(_folder.File("plan/capabilities"));
        File.Copy(Path.Combine(Repository.Plan, Settlement), _folder.File($"plan/{Settlement}"));
        const string Token = "hub_0123456789abcdef0123456789abcdef0123456789abcdef";
        await File.WriteAllTextAsync(_folder.File("admin.token"), Token);
        _environment["HUB_ADMIN_TOKEN_FILE"] = _folder.File("admin.token");
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_books_are_sound_after_each_kill(bool onPostgres)
    {
        if (onPostgres)
        {
            PostgresServer.SkipIfMissing();
            _server = await PostgresServer.StartAsync();
            _environment["HUB_STORE"] = await _server.CreateDatabaseAsync();
        }

        var posted = 0;
        for (var round = 1; round <= 3; round++)
        {
            using var client = await StartAsync();
            using var end = new CancellationTokenSource();
            var clerks = Enumerable.Range(0, 6)
                .Select(n => new Clerk(client, $"C-{n / 2}", new Random((round * 100) + n), "Idempotency-Key"))
                .Select(clerk => clerk.WorkAsync(int.MaxValue, end.Token)).ToList();
            var until = posted + 40;
            await Eventually.HoldsAsync($"{until} entries", async () => (await Books.ReadAsync(client)).Entries >= until);
            await _hub!.KillAsync();
            await end.CancelAsync();
            await Task.WhenAll(clerks);

            using var again = await StartAsync();
            var books = await Books.ReadAsync(again);
            books.ShouldBeSound();
            books.Entries.ShouldBeGreaterThanOrEqualTo(until, "what was told is kept");
            posted = books.Entries;
            await _hub!.KillAsync();
        }
    }

    private async Task<HttpClient> StartAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        _hub = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File("data"),
                "--urls", "http://127.0.0.1:0", "--no-demo",
            ],
            _environment);
        var facade = await _hub.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        await _hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        var client = new HttpClient
        {
            BaseAddress = new Uri(facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]),
        };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await File.ReadAllTextAsync(_folder.File("admin.token")));
        return client;
    }
}
