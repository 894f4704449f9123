using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>A hub before the demo's landscape, one for all tests of a class that do not disturb each other.</summary>
public sealed class TheDemosHub : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal Landscape Landscape { get; private set; } = null!;

    internal HubUnderTest Hub { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Landscape = await Landscape.StartAsync(_folder.File("landscape"));
        Hub = await HubUnderTest.StartAsync(_folder.File("hub"), Landscape);
    }

    public async ValueTask DisposeAsync()
    {
        if (Hub is not null)
            await Hub.DisposeAsync();
        if (Landscape is not null)
            await Landscape.DisposeAsync();
        _folder.Dispose();
    }
}
