using System.Diagnostics;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Sql;

/// <summary>
/// A PostgreSQL cluster of its own in the case's folder, run by the script that the tests use; gone when disposed.
/// </summary>
internal sealed class Postgres : IDisposable
{
    private const string Password = "benchmark";
    private readonly Process _script;

    private Postgres(Process script, int port) =>
        (_script, Connection) = (
            script, $"Host=127.0.0.1;Port={port};Database=postgres;Username=postgres;Password={Password};Maximum Pool Size=100");

    public string Connection { get; }

    /// <exception cref="BenchmarkFailedException">It does not start.</exception>
    public static async Task<Postgres> StartAsync(Workbench bench, CancellationToken cancellation)
    {
        var programs = Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))
            .Order(StringComparer.Ordinal).Last();
        var (port, folder) = (Workbench.FreePort(), Directory.CreateTempSubdirectory("hub-benchmarks-postgres-").FullName);
        string[] arguments =
            [Path.Combine(AppContext.BaseDirectory, "Sql/postgres-server.sh"), programs, folder, $"{port}", Password];
        var start = new ProcessStartInfo("bash", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var server = bench.Keep(new Postgres(Process.Start(start)!, port));
        if (await server._script.StandardOutput.ReadLineAsync(cancellation) is var said and not "ready")
            throw new BenchmarkFailedException($"PostgreSQL said '{said}' instead of 'ready'; see above.");
        return server;
    }

    public void Dispose()
    {
        // The script ends the server when its input ends.
        _script.StandardInput.Close();
        _script.WaitForExit();
        _script.Dispose();
    }
}
