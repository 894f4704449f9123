using Hub.Facade.CanaryShare;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Evidence;

/// <summary>Writes what this node has measured: every few seconds, and at the end.</summary>
internal sealed class EvidenceWriter(
    RouteEvidence evidence, DifferenceExamples examples, CanaryKeys canaries, TimeProvider time, ILogger<EvidenceWriter> log)
    : PeriodicWriter(TimeSpan.FromSeconds(3), "What was measured by comparing sides", time, log)
{
    protected override async Task WriteAsync()
    {
        await evidence.WriteAsync();
        await examples.WriteAsync();
        await canaries.WriteAsync();
    }
}
