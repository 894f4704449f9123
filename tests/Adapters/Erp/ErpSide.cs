using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Erp;

/// <summary>The ERP behind its adapter, by the demo's own plan.</summary>
public sealed class ErpSide : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();

    internal Landscape Landscape { get; private set; } = null!;

    internal RunningAdapters Adapters { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Landscape = await Landscape.StartAsync(_data.Path);
        var references = new PlanReferences(Landscape.Variables);
        Adapters = await RunningAdapters.StartAsync(PlanFolder.Read(Repository.Plan, environment: null), references);
    }

    public async ValueTask DisposeAsync()
    {
        await Adapters.DisposeAsync();
        await Landscape.DisposeAsync();
        _data.Dispose();
    }
}
