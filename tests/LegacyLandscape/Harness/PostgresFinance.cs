using System.Data.Common;
using Hub.Tests.Servers;

namespace LegacyLandscape.Tests.Harness;

/// <summary>FI in a PostgreSQL database of its own, installed by psql as the field's administrator would.</summary>
internal sealed class PostgresFinance
{
    private static readonly string[] Psql = ["psql", "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose"];
    private static readonly Lazy<Task<PostgresFinance>> Shared = new(InstallAsync);
    private readonly DbConnectionStringBuilder place;

    private PostgresFinance(string connection) => place = new DbConnectionStringBuilder { ConnectionString = connection };

    /// <summary>Returns one and the same database, for tests that change nothing.</summary>
    public static Task<PostgresFinance> SharedAsync()
    {
        PostgresServer.SkipIfMissing();
        return Shared.Value;
    }

    /// <summary>Installs FI in a new database.</summary>
    public static async Task<PostgresFinance> InstallAsync()
    {
        PostgresServer.SkipIfMissing();
        var finance = new PostgresFinance(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        var run = await finance.AsOwnerAsync("-f", Path.Combine(AppContext.BaseDirectory, "Finance", "Postgres", "install.sql"));
        run.ExitCode.ShouldBe(0, run.Errors);
        return finance;
    }

    public Task<ToolRun> AsHubAsync(string sql) => PsqlAsync("finance_hub", "finance-demo-password", "-c", sql);

    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        var run = await AsOwnerAsync("-c", sql);
        run.ExitCode.ShouldBe(0, run.Errors);
        return run.Lines;
    }

    private Task<ToolRun> AsOwnerAsync(params string[] arguments) =>
        PsqlAsync((string)place["Username"], (string)place["Password"], arguments);

    private async Task<ToolRun> PsqlAsync(string user, string password, params string[] arguments) =>
        (await Tool.RunAsync("env",
        [
            $"PGPASSWORD={password}", .. Psql,
            "-h", (string)place["Host"], "-p", (string)place["Port"], "-d", (string)place["Database"], "-U", user,
            .. arguments,
        ]))!;
}
