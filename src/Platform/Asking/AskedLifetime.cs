using Microsoft.AspNetCore.Http.Features;

namespace Hub.Platform.Asking;

/// <summary>When a request that is asked ends early: by its asker, by the time, or because its answer breaks off.</summary>
internal sealed class AskedLifetime(CancellationTokenSource ends) : IHttpRequestLifetimeFeature
{
    public CancellationToken RequestAborted { get; set; } = ends.Token;

    /// <summary>Whether the answer broke off after its head.</summary>
    public bool BrokeOff { get; private set; }

    public void Abort()
    {
        BrokeOff = true;
        ends.Cancel();
    }
}
