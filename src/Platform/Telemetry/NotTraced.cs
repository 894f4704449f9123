using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Telemetry;

/// <summary>Keeps probes and scrapes, which come every few seconds and say nothing, out of the traces.</summary>
public sealed class NotTraced : IEndpointFilter
{
    /// <inheritdoc />
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        Apply();
        return next(context);
    }

    /// <summary>Keeps the current request out of the traces.</summary>
    public static void Apply()
    {
        if (Activity.Current is { } activity)
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
