using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Retiring;

/// <summary>Writes who used legacy sides on this node: every minute, and at the end.</summary>
internal sealed class CallersWriter(CallersOfLegacy callers, TimeProvider time, ILogger<CallersWriter> log)
    : PeriodicWriter(TimeSpan.FromMinutes(1), "Who used legacy sides", time, log)
{
    protected override Task WriteAsync() => callers.WriteAsync();
}
