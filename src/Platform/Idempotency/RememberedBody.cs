using Hub.Platform.Asking;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Holds an answer back until it is remembered. One that is larger than what is kept, or that streams, goes on as written.
/// </summary>
/// <param name="context">The write.</param>
/// <param name="largest">The largest answer that is kept, in bytes.</param>
/// <param name="remember">Remembers an answer that is not kept, before any of it goes on.</param>
internal sealed class RememberedBody(HttpContext context, int largest, Func<Task> remember) : CapturedBody(context, largest)
{
    protected override bool Holds(bool flushed) => !flushed || !Streams(Response.ContentType);

    protected override Task ReleaseAsync() => remember();

    private static bool Streams(string? type) => type is not null
        && (type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase));
}
