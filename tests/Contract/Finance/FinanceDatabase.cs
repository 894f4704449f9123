using System.Data.Common;
using System.Net.Http.Json;
using Hub.Platform.Tests.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using LegacyLandscape.Finance;
using LegacyLandscape.Store;
using LegacyLandscape.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Hub.Contract.Tests.Finance;

/// <summary>The real finance database, on either engine, and the back office's way into it past the hub.</summary>
internal sealed class FinanceDatabase : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication? _backOffice;
    private Func<DbConnection> _connect = () => throw new InvalidOperationException("not started");

    /// <summary>What the plan must be given, by the name of the environment variable.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>The plan's environment for this engine; null for the plan as it is.</summary>
    public string? Environment { get; private set; }

    public static async Task<FinanceDatabase> CreateAsync(StoreEngine engine)
    {
        var database = new FinanceDatabase();
        await (engine == StoreEngine.Sqlite ? database.StartOnSqliteAsync() : database.InstallOnPostgresAsync());
        return database;
    }

    public async Task<DbConnection> OpenAsync()
    {
        var connection = _connect();
        await connection.OpenAsync();
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A line for each row, its values between bars.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(field => $"{reader.GetValue(field)}")));
        return rows;
    }

    /// <summary>Everything in it but the times of change.</summary>
    public async Task<string> ContentsAsync()
    {
        var rows = new List<string>();
        foreach (var query in FinanceQueries.Contents.Append("SELECT COMP, trim(RNGE), NXTNO FROM FINUM ORDER BY 1, 2"))
            rows.AddRange(await QueryAsync(query));
        return string.Join('\n', rows);
    }

    /// <summary>The back office's own program does something; only where it runs on SQLite.</summary>
    public async Task BackOfficeAsync(HttpMethod method, string path, object? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{_backOffice!.Urls.Single()}/control/finance/{path}");
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        if (_backOffice is not null)
            await _backOffice.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartOnSqliteAsync()
    {
        var options = new FinanceOptions { DataDirectory = _folder.Path };
        _backOffice = FinanceApplication.Create(options);
        await _backOffice.StartAsync();
        Variables["FINANCE_DB"] = options.File;
        _connect = () => new SqliteConnection($"Data Source={options.File};Pooling=False");
    }

    private async Task InstallOnPostgresAsync()
    {
        var owner = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        _connect = () => new NpgsqlConnection(owner);
        foreach (var file in new[] { "Store.Schema", "Store.Seed", "Postgres.functions", "Postgres.role" })
            await ExecuteAsync(SqlFile.ReadAll($"Finance.{file}"));
        var hub = new NpgsqlConnectionStringBuilder(owner) { Username = "finance_hub", Password = "finance-demo-password" };
        (Environment, Variables["FINANCE_POSTGRES"]) = ("finance-postgres", hub.ToString());
    }
}
