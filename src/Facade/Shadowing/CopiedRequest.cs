using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Shadowing;

/// <summary>Takes the place of a request's body: it is read as before, and a copy is kept up to a size.</summary>
internal sealed class CopiedRequest : Stream
{
    private readonly HttpContext _context;
    private readonly Stream _former;
    private readonly long? _length;
    private readonly int _largest;
    private readonly MemoryStream _copy = new();
    private bool _isAtEnd;
    private bool _isTooLarge;

    /// <summary>Takes the place of the request's body.</summary>
    /// <param name="context">The request, before a side reads it.</param>
    /// <param name="largest">The largest body that is kept, in bytes.</param>
    public CopiedRequest(HttpContext context, int largest)
    {
        (_context, _former, _largest) = (context, context.Request.Body, largest);
        // One in chunks may hold something as long as nobody has read it.
        _length = context.Request.ContentLength
            ?? (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } ? 0 : null);
        context.Request.Body = this;
    }

    /// <summary>Why there is no copy of all of it; null where there is one.</summary>
    public string? WhyNot => _isTooLarge ? "its body is too large"
        : _isAtEnd || _copy.Length == _length ? null
        : "the side that answered did not read its body to the end";

    /// <summary>The copy.</summary>
    public ReadOnlyMemory<byte> Copy => _copy.GetBuffer().AsMemory(0, (int)_copy.Length);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts the former body back, where no other one has taken its place since.</summary>
    public void Restore()
    {
        if (ReferenceEquals(_context.Request.Body, this))
            _context.Request.Body = _former;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _former.ReadAsync(buffer, cancellationToken);
        _isAtEnd |= read == 0 && buffer.Length > 0;
        if (_copy.Length + read > _largest)
            (_isTooLarge, _copy.Capacity) = (true, Emptied());
        if (!_isTooLarge)
            _copy.Write(buffer.Span[..read]);
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

    private int Emptied()
    {
        _copy.SetLength(0);
        return 0;
    }
}
