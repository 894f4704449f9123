using LegacyLandscape.Crm;
using Microsoft.AspNetCore.Builder;

namespace LegacyLandscape.Tests.Harness;

/// <summary>A CRM in this process, with data of its own that goes when it goes.</summary>
internal sealed class RunningCrm : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DataDirectory data;

    private RunningCrm(WebApplication app, DataDirectory data, TimeProvider clock)
    {
        this.app = app;
        this.data = data;
        Address = app.Urls.Single();
        Client = new CrmClient(Address) { Clock = clock };
    }

    public string Address { get; }

    public CrmClient Client { get; }

    public static async Task<RunningCrm> StartAsync(TimeProvider? clock = null)
    {
        var directory = new DataDirectory();
        var crm = CrmApplication.Create(new CrmOptions
        {
            DataDirectory = directory.Path,
            Clock = clock ?? TimeProvider.System,
        });
        await crm.StartAsync();
        return new RunningCrm(crm, directory, clock ?? TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        data.Dispose();
    }
}
