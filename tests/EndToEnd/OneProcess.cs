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

    public IReadOnlyList<HubUnderTest> FacadeProcesses => [_hub];

    /// <param name="folder">What the hub keeps.</param>
    /// <param name="landscape">The systems behind it.</param>
    /// <param name="plan">The folder of its plan; null for the demo's.</param>
    public static async Task<IHubShape> StartAsync(string folder, Landscape landscape, string? plan = null) =>
        new OneProcess(await HubUnderTest.StartAsync(folder, landscape, null, plan is null ? [] : ["--plan", plan]));

    public IReadOnlyList<string> Mortals => ["hub"];

    public Task KillAsync(string mortal) => _hub.KillAndRestartAsync();

    public async Task<DbConnection> OpenAsync(string part)
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(_hub.DataFolder, $"{part}.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
