using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Stubs;

/// <summary>The system of parts, whose answers the test says, with the adapters before it.</summary>
public abstract class WrappedParts : IAsyncLifetime
{
    private protected SoapStub Stub { get; private set; } = null!;

    private protected RunningAdapters Adapters { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stub = await SoapStub.StartAsync();
        Adapters = await StartAsync(Parts.Bundle());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Adapters.DisposeAsync();
        await Stub.DisposeAsync();
    }

    /// <summary>Starts adapters of another plan before the same system.</summary>
    private protected Task<RunningAdapters> StartAsync(PlanBundle plan) => RunningAdapters.StartAsync(
        plan, new PlanReferences(new Dictionary<string, string> { ["PARTS"] = Stub.Address }));
}
