using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Hub.Platform.Telemetry.Exporting;

/// <summary>
/// A trace begins where work enters the hub: with a request, or with a change put on the bus. What nobody asked for (a
/// poll of a system several times a second, the exporter's own posts) begins none.
/// </summary>
internal sealed class RootSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(
        samplingParameters.Kind is ActivityKind.Server or ActivityKind.Producer or ActivityKind.Consumer
            ? SamplingDecision.RecordAndSample
            : SamplingDecision.Drop);
}
