using System.Diagnostics;

namespace LegacyLandscape.Tests.Harness;

/// <summary>
/// A PostgreSQL server of the tests' own, reached by a socket in its folder, so that it can take nobody's port. It ends when
/// its standard input closes, so also when the tests are killed.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly string[] Psql = ["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose"];

    private readonly string folder = Directory.CreateTempSubdirectory("pg-").FullName;
    private Process? server;
    private readonly SemaphoreSlim turn = new(1, 1);
    private PostgresFinance? shared;
    private int databases;

    /// <summary>Null when the server runs.</summary>
    public string? WhyNot { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // PostgreSQL refuses to run as root.
        var isRoot = Environment.UserName == "root";
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order()
                .Select(version => Path.Combine(version, "bin")).LastOrDefault()
            : null;
        if (bin is null || !File.Exists(Path.Combine(bin, "initdb")))
        {
            WhyNot = "PostgreSQL is not installed: apt-get install -y --no-install-recommends postgresql";
            return;
        }

        if (isRoot)
            (await Tool.RunAsync("chown", "postgres", folder))!.ExitCode.ShouldBe(0);
        // TERM ends one that is just starting and has INT still ignored, INT one that would wait for its clients.
        var script = $"cd {folder} && {bin}/initdb -D data -U postgres -A trust --locale=C.UTF-8 -E UTF8 >log 2>&1 && "
            + $"{{ {bin}/postgres -D data -k {folder} -c listen_addresses= -c fsync=off >>log 2>&1 & "
            + "cat >/dev/null; kill -TERM $!; kill -INT $!; wait; }";
        string[] command = isRoot ? ["runuser", "-u", "postgres", "--", "sh", "-c", script] : ["sh", "-c", script];
        server = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        })!;
        await Eventually.IsTrueAsync(async () => server.HasExited
            ? throw new InvalidOperationException(await File.ReadAllTextAsync(Path.Combine(folder, "log")))
            : await Tool.RunAsync(Path.Combine(bin, "pg_isready"), "-q", "-h", folder) is { ExitCode: 0 });
    }

    /// <summary>A new database with FI installed by psql, as the field's administrator would.</summary>
    internal async Task<PostgresFinance> InstallFinanceAsync()
    {
        Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");
        var database = $"finance{Interlocked.Increment(ref databases)}";
        (await PsqlAsync("postgres", "postgres", "-c", $"CREATE DATABASE {database}")).ExitCode.ShouldBe(0);
        var install = Path.Combine(AppContext.BaseDirectory, "Finance", "Postgres", "install.sql");
        var run = await PsqlAsync(database, "postgres", "-f", install);
        run.ExitCode.ShouldBe(0, run.Errors);
        return new PostgresFinance(this, database);
    }

    /// <summary>For tests that change nothing: one and the same database.</summary>
    internal async Task<PostgresFinance> SharedFinanceAsync()
    {
        await turn.WaitAsync();
        try
        {
            return shared ??= await InstallFinanceAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    internal async Task<ToolRun> PsqlAsync(string database, string user, params string[] arguments) =>
        (await Tool.RunAsync("psql", [.. Psql, "-h", folder, "-U", user, "-d", database, .. arguments]))!;

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            server.Dispose();
        }

        turn.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

internal sealed class PostgresFinance(PostgresServer server, string database)
{
    public Task<ToolRun> AsHubAsync(string sql) => server.PsqlAsync(database, "finance_hub", "-c", sql);

    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        var run = await server.PsqlAsync(database, "postgres", "-c", sql);
        run.ExitCode.ShouldBe(0, run.Errors);
        return run.Lines;
    }
}
