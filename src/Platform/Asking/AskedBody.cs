using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Asking;

/// <summary>Holds the whole body of an answer that is asked for. One that is too large is broken off and dropped.</summary>
internal sealed class AskedBody(HttpContext context, AskedResponse head, int largest, CancellationTokenSource ends)
    : CapturedBody(context, largest)
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await head.StartAsync();
        await base.WriteAsync(buffer, cancellationToken);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await head.StartAsync();
        await base.FlushAsync(cancellationToken);
    }

    protected override bool Holds(bool flushed) => true;

    protected override Task ReleaseAsync() => ends.CancelAsync();
}
