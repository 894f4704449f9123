using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Shadowing;

/// <summary>Takes the place of a response's body: all goes on as it is written, and a copy is kept up to a size.</summary>
internal sealed class CopiedBody : Stream, IHttpResponseBodyFeature
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _former;
    private readonly Stream _onward;
    private readonly int _largest;
    private readonly Action _tooLarge;
    private readonly MemoryStream _copy = new();
    private PipeWriter? _writer;

    /// <summary>Takes the place of the response's body.</summary>
    /// <param name="context">The request whose answer is copied.</param>
    /// <param name="largest">The largest answer that is kept, in bytes.</param>
    /// <param name="tooLarge">Is called once where the answer is larger: nothing is kept of it any more.</param>
    public CopiedBody(HttpContext context, int largest, Action tooLarge)
    {
        (_context, _largest, _tooLarge) = (context, largest, tooLarge);
        _former = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _onward = _former.Stream;
        context.Features.Set<IHttpResponseBodyFeature>(this);
    }

    /// <summary>Whether the answer was larger than what is kept.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>The time stamp of the last part of it; null before there is one.</summary>
    public long? Last { get; private set; }

    public ReadOnlyMemory<byte> Copy => _copy.GetBuffer().AsMemory(0, (int)_copy.Length);

    public Stream Stream => this;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// Writes what is buffered, and puts the former body back. An answer that has not begun is not begun: the server finds out
    /// its length, and one that failed can still become another answer.
    /// </summary>
    /// <param name="failed">Whether the answer broke off: what is buffered of it is dropped.</param>
    public async Task EndAsync(bool failed)
    {
        _context.Features.Set(_former);
        if (_writer is not null && !failed)
            await _writer.CompleteAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => _former.StartAsync(cancellationToken);

    public async Task CompleteAsync()
    {
        if (_writer is not null)
            await _writer.CompleteAsync();
        await _former.CompleteAsync();
    }

    public void DisableBuffering() => _former.DisableBuffering();

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(this, path, offset, count, cancellationToken);

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
            _tooLarge();
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
