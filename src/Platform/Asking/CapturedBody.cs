using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Platform.Asking;

/// <summary>
/// Takes the place of a response's body and holds the answer back, up to a size, for whoever decides what becomes of it. An
/// answer that is larger, or that is not to be held, goes on as written.
/// </summary>
public abstract class CapturedBody : Stream
{
    private readonly HttpContext _context;
    private readonly IHttpResponseBodyFeature _former;
    private readonly StreamResponseBodyFeature _instead;
    private readonly Stream _onward;
    private readonly int _largest;
    private MemoryStream? _kept;
    private bool _goesOn;

    /// <summary>Takes the place of the response's body.</summary>
    /// <param name="context">The request whose answer is captured.</param>
    /// <param name="largest">The largest answer that is held, in bytes.</param>
    protected CapturedBody(HttpContext context, int largest)
    {
        ArgumentNullException.ThrowIfNull(context);
        (_context, _largest) = (context, largest);
        _former = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _onward = _former.Stream;
        _instead = new StreamResponseBodyFeature(this, _former);
        context.Features.Set<IHttpResponseBodyFeature>(_instead);
    }

    /// <inheritdoc />
    public override bool CanRead => false;

    /// <summary>Until it goes on, an answer can be taken back: <c>HttpResponse.Clear</c> sets the length to 0.</summary>
    public override bool CanSeek => !_goesOn;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => _kept?.Length ?? 0;

    /// <inheritdoc />
    public override long Position { get => Length; set => throw new NotSupportedException(); }

    /// <summary>The answer's body; null where it went on.</summary>
    public ReadOnlyMemory<byte>? Held =>
        _goesOn ? default(ReadOnlyMemory<byte>?)
        : _kept is null ? ReadOnlyMemory<byte>.Empty
        : _kept.GetBuffer().AsMemory(0, (int)_kept.Length);

    /// <summary>Ends the answer: what its writer has buffered is written.</summary>
    public Task CompleteAsync() => _instead.CompleteAsync();

    /// <summary>Puts the former body back.</summary>
    public void Restore() => _context.Features.Set(_former);

    /// <summary>Writes what is held into the former body.</summary>
    public ValueTask SendAsync(CancellationToken cancellation) =>
        Held is { IsEmpty: false } held ? _onward.WriteAsync(held, cancellation) : ValueTask.CompletedTask;

    /// <inheritdoc />
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_goesOn && (Length + buffer.Length > _largest || !Holds(flushed: false)))
            await GoOnAsync(cancellationToken);
        if (_goesOn)
            await _onward.WriteAsync(buffer, cancellationToken);
        else
            (_kept ??= new MemoryStream()).Write(buffer.Span);
    }

    /// <inheritdoc />
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!_goesOn && !Holds(flushed: true))
            await GoOnAsync(cancellationToken);
        if (_goesOn)
            await _onward.FlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Answers are written asynchronously.");

    /// <inheritdoc />
    public override void Flush()
    {
    }

    /// <inheritdoc />
    public override void SetLength(long value) => _kept?.SetLength(value);

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>The response that the answer is written into.</summary>
    protected HttpResponse Response => _context.Response;

    /// <summary>Returns whether the answer, as it stands, is held.</summary>
    /// <param name="flushed">Whether it is flushed; else more of it is written.</param>
    protected abstract bool Holds(bool flushed);

    /// <summary>Is called before anything of an answer goes on that was to be held until now.</summary>
    protected virtual Task ReleaseAsync() => Task.CompletedTask;

    private async Task GoOnAsync(CancellationToken cancellation)
    {
        await ReleaseAsync();
        _goesOn = true;
        if (_kept is null)
            return;
        await _onward.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellation);
        _kept = null;
    }
}
