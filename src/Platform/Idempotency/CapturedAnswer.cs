using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Holds an answer back until it is remembered. One that is larger than what is kept, or that streams, goes on as it comes.
/// </summary>
/// <param name="response">The response that the answer is written into.</param>
/// <param name="onward">Where it goes in the end.</param>
/// <param name="largest">The largest answer that is kept, in bytes.</param>
/// <param name="remember">Remembers an answer that is not kept, before any of it goes on.</param>
internal sealed class CapturedAnswer(HttpResponse response, Stream onward, int largest, Func<Task> remember) : Stream
{
    private readonly MemoryStream _kept = new();
    private bool _goesOn;

    public override bool CanRead => false;

    /// <summary>Until it goes on, an answer can be taken back: <c>HttpResponse.Clear</c> sets the length to 0.</summary>
    public override bool CanSeek => !_goesOn;

    public override bool CanWrite => true;

    public override long Length => _kept.Length;

    public override long Position { get => _kept.Position; set => throw new NotSupportedException(); }

    /// <summary>The answer's body, or null where it went on.</summary>
    public ReadOnlyMemory<byte>? Kept =>
        _goesOn ? default(ReadOnlyMemory<byte>?) : _kept.GetBuffer().AsMemory(0, (int)_kept.Length);

    private bool Streams => response.ContentType is { } type
        && (type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_goesOn && _kept.Length + buffer.Length > largest)
            await GoOnAsync(cancellationToken);
        if (_goesOn)
            await onward.WriteAsync(buffer, cancellationToken);
        else
            _kept.Write(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!_goesOn && Streams)
            await GoOnAsync(cancellationToken);
        if (_goesOn)
            await onward.FlushAsync(cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Answers are written asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => _kept.SetLength(value);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    private async Task GoOnAsync(CancellationToken cancellation)
    {
        await remember();
        _goesOn = true;
        await onward.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellation);
        _kept.SetLength(0);
    }
}
