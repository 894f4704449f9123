using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Discovering;

/// <summary>Writes what this node has seen: every few seconds, and at the end.</summary>
internal sealed class DiscoveredWriter(DiscoveredRequests discovered, TimeProvider time, ILogger<DiscoveredWriter> log)
    : PeriodicWriter(TimeSpan.FromSeconds(5), "What passed through catch-alls", time, log)
{
    protected override Task WriteAsync() => discovered.WriteAsync();
}
