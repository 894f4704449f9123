using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Shadowing;

/// <summary>Takes the place of a response's body: all goes on as it is written, and a copy is kept up to a size.</summary>
internal sealed class CopiedBody : Stream
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _former;
    private readonly StreamResponseBodyFeature _instead;
    private readonly Stream _onward;
    private readonly int _largest;
    private readonly MemoryStream _copy = new();

    public CopiedBody(HttpContext context, int largest)
    {
        (_context, _largest) = (context, largest);
        _former = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _onward = _former.Stream;
        _instead = new StreamResponseBodyFeature(this, _former);
        context.Features.Set<IHttpResponseBodyFeature>(_instead);
    }

    /// <summary>Whether the answer was larger than what is kept.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The time stamp of the last part of it; null before there is one.</summary>
    public long? Last { get; private set; }

    public ReadOnlyMemory<byte> Copy => _copy.GetBuffer().AsMemory(0, (int)_copy.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Writes what is buffered, and puts the former body back.</summary>
    public async Task EndAsync()
    {
        await _instead.CompleteAsync();
        _context.Features.Set(_former);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Last = Stopwatch.GetTimestamp();
        if (!IsTooLarge && _copy.Length + buffer.Length <= _largest)
            _copy.Write(buffer.Span);
        else if (!IsTooLarge)
        {
            IsTooLarge = true;
            _copy.SetLength(0);
            _copy.Capacity = 0;
        }

        return _onward.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _onward.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Answers are written asynchronously.");

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
