using LegacyLandscape.Erp;
using Microsoft.AspNetCore.Builder;

namespace LegacyLandscape.Tests.Harness;

/// <summary>An ERP in this process, with data of its own that goes when it goes.</summary>
internal sealed class RunningErp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DataDirectory data;

    private RunningErp(WebApplication app, DataDirectory data)
    {
        this.app = app;
        this.data = data;
        Address = app.Urls.Single();
        Client = new ErpClient(Address);
    }

    public string Address { get; }

    public ErpClient Client { get; }

    public static async Task<RunningErp> StartAsync(int sessions = 40, TimeProvider? clock = null)
    {
        var directory = new DataDirectory();
        var erp = ErpApplication.Create(new ErpOptions
        {
            DataDirectory = directory.Path,
            Sessions = sessions,
            Clock = clock ?? TimeProvider.System,
        });
        await erp.StartAsync();
        return new RunningErp(erp, directory);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        data.Dispose();
    }
}
