using System.Data.Common;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.EndToEnd.Tests;

/// <summary>Everything in one process, on SQLite.</summary>
internal sealed class OneProcess : IHubShape
{
    private readonly HubUnderTest _hub;

    private OneProcess(HubUnderTest hub) => _hub = hub;

    public IReadOnlyList<Uri> Facades => [_hub.Address];

    public HubUnderTest Admin => _hub;

    public static async Task<IHubShape> StartAsync(string folder, Landscape landscape) =>
        new OneProcess(await HubUnderTest.StartAsync(folder, landscape));

    public IReadOnlyList<string> Mortals => ["hub"];

    public Task KillAsync(string mortal) => _hub.KillAndRestartAsync();

    public async Task<DbConnection> OpenOrdersAsync()
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_hub.DataFolder, "orders.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
