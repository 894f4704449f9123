using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Retiring;

/// <summary>
/// Takes the place of a SOAP message's body that passes through a catch-all: it is read as before, and its first bytes are kept
/// until its caller is named.
/// </summary>
internal sealed class MessageHead : Stream
{
    /// <summary>How many bytes are kept: a header comes first, and one with a signature is some thousand bytes long.</summary>
    public const int Most = 16 * 1024;

    private readonly Stream _former;
    private readonly byte[] _head;
    private int _length;

    private MessageHead(HttpContext context)
    {
        _former = context.Request.Body;
        _head = new byte[Math.Clamp(context.Request.ContentLength ?? Most, 0, Most)];
        context.Request.Body = this;
        context.Features.Set(this);
    }

    /// <summary>The first bytes of the message, as far as they were read.</summary>
    public ReadOnlyMemory<byte> Bytes => _head.AsMemory(0, _length);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Begins to keep them, where a request may be a SOAP message whose text can be read.</summary>
    public static void Keep(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsPost(request.Method) && request.ContentLength != 0 && request.Headers.ContentEncoding.Count == 0
            && IsXml(request.ContentType))
            _ = new MessageHead(context);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _former.ReadAsync(buffer, cancellationToken);
        var kept = Math.Min(read, _head.Length - _length);
        if (kept > 0)
        {
            buffer.Span[..kept].CopyTo(_head.AsSpan(_length));
            _length += kept;
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Requests are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static bool IsXml(string? type) => type is not null
        && (type.StartsWith("text/xml", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/soap+xml", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/xml", StringComparison.OrdinalIgnoreCase));
}
