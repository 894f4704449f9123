using System.Diagnostics;

namespace Hub.Tests.Servers;

/// <summary>
/// A real PostgreSQL from Debian's package, with a cluster of its own in a temporary folder. The script beside this file
/// runs it and ends it with the test process, also when that is killed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Password = "pässword; of the'tests";
    private static readonly Lazy<Task<PostgresServer>> ForAll = new(() => StartAsync());
    private static readonly Lazy<Task<PostgresServer>> Replicating = new(() => StartAsync(isReplicating: true));
    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))
            .Where(d => File.Exists(Path.Combine(d, "initdb"))).MaxBy(d => int.Parse(Path.GetFileName(Path.GetDirectoryName(d))!))
        : null;

    private static int _databases;
    private readonly SemaphoreSlim _one = new(1);
    private readonly Process _script;
    private readonly int _port;

    private PostgresServer(Process script, int port) => (_script, _port) = (script, port);

    /// <summary>The one that the tests of this process share.</summary>
    public static Task<PostgresServer> SharedAsync() => ForAll.Value;

    /// <summary>
    /// Another one that they share, of logical replication: a slot that is made waits for each transaction of its server.
    /// </summary>
    public static Task<PostgresServer> ReplicatingAsync() => Replicating.Value;

    public static bool IsAvailable => Programs is not null && !QuickRun.IsQuick;

    /// <summary>Counts the test as skipped where the machine lacks PostgreSQL, and in a quick run.</summary>
    public static void SkipIfMissing()
    {
        QuickRun.SkipServers();
        Assert.SkipUnless(IsAvailable, "PostgreSQL is not on this machine: apt-get install postgresql");
    }

    public static async Task<PostgresServer> StartAsync(bool isReplicating = false)
    {
        var port = FreePort.Take();
        var folder = Directory.CreateTempSubdirectory("hub-postgres-").FullName;
        var script = Path.Combine(AppContext.BaseDirectory, "postgres-server.sh");
        var level = isReplicating ? "logical" : "replica";
        var start = new ProcessStartInfo("bash", [script, Programs!, folder, $"{port}", Password, level])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var server = new PostgresServer(Process.Start(start)!, port);
        await server.HearAsync("ready");
        return server;
    }

    /// <summary>A new and empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await AskAsync($"create {name}", "created");
        // The pools of tests that have ended are closed soon, not after Npgsql's five minutes: hundreds of them share the server.
        return $"Host=127.0.0.1;Port={_port};Database={name};Username=postgres;Password=\"{Password}\";"
            + "Connection Idle Lifetime=15;Connection Pruning Interval=5";
    }

    /// <summary>Goes away as if its machine had failed.</summary>
    public Task StopAsync() => AskAsync("stop", "stopped");

    /// <summary>Comes back on the same port, with what was committed.</summary>
    public Task RestartAsync() => AskAsync("start", "ready");

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
        _one.Dispose();
    }

    private async Task AskAsync(string command, string answer)
    {
        await _one.WaitAsync();
        try
        {
            await _script.StandardInput.WriteLineAsync(command);
            await _script.StandardInput.FlushAsync();
            await HearAsync(answer);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task HearAsync(string expected)
    {
        var answer = await _script.StandardOutput.ReadLineAsync();
        if (answer != expected)
            throw new InvalidOperationException(
                $"The PostgreSQL server of the tests said '{answer}' instead of '{expected}'; see above.");
    }
}
