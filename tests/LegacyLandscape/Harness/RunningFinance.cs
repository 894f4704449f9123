using System.Net.Http.Json;
using System.Text.Json;
using LegacyLandscape.Finance;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace LegacyLandscape.Tests.Harness;

/// <summary>A finance database, its back office in this process, with data of its own that goes when it goes.</summary>
internal sealed class RunningFinance : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DataDirectory data;
    private readonly string connectionString;

    private RunningFinance(WebApplication app, DataDirectory data, string file)
    {
        this.app = app;
        this.data = data;
        connectionString = $"Data Source={file};Mode=ReadOnly;Pooling=False";
        Http = new HttpClient { BaseAddress = new Uri($"{app.Urls.Single()}/control/finance/") };
    }

    public HttpClient Http { get; }

    public static async Task<RunningFinance> StartAsync(TimeProvider? clock = null)
    {
        var directory = new DataDirectory();
        var options = new FinanceOptions { DataDirectory = directory.Path, Clock = clock ?? TimeProvider.System };
        var finance = FinanceApplication.Create(options);
        await finance.StartAsync();
        return new RunningFinance(finance, directory, options.File);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>
    /// What another program sees in the file: a line for each row, its values between bars, as psql shows them.
    /// </summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(field => $"{reader.GetValue(field)}")));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        data.Dispose();
    }
}
