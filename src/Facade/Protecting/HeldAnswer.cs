using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Protecting;

/// <summary>The body of an answer: passed on as it comes, but for a failure's, which is short and is kept.</summary>
internal sealed class HeldAnswer(HttpResponse response, Stream onward) : Stream
{
    private const int Longest = 64 * 1024;
    private readonly MemoryStream _kept = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    private bool Holds =>
        !response.HasStarted
        && response.StatusCode >= StatusCodes.Status500InternalServerError
        && _kept.Length < Longest;

    /// <summary>Sends what was kept after all.</summary>
    public Task SendAsync(Stream body) => body.WriteAsync(_kept.GetBuffer(), 0, (int)_kept.Length);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Holds)
        {
            _kept.Write(buffer.Span);
            return;
        }

        await SendKeptAsync();
        await onward.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (Holds)
            return;
        await SendKeptAsync();
        await onward.FlushAsync(cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Answers are written asynchronously.");

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // A failure that turned out to be too long to keep.
    private async Task SendKeptAsync()
    {
        if (_kept.Length == 0)
            return;
        await SendAsync(onward);
        _kept.SetLength(0);
    }
}
