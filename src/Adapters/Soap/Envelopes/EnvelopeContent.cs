using System.Net;
using System.Net.Http.Headers;

namespace Hub.Soap.Envelopes;

/// <summary>
/// A request's bytes, and whether their sending has begun. It begins only on an open connection: as long as it has
/// not, the system cannot have done anything, and that is the one thing worth knowing after a failure.
/// </summary>
internal sealed class EnvelopeContent : HttpContent
{
    private readonly byte[] _bytes;

    public EnvelopeContent(byte[] bytes, MediaTypeHeaderValue type)
    {
        _bytes = bytes;
        Headers.ContentType = type;
    }

    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        await stream.WriteAsync(_bytes, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }
}
