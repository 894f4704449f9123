using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Forwarding;

/// <summary>A WebSocket that passes through untouched, until this node stops: then it is closed as RFC 6455 says.</summary>
internal sealed class WebSocketUpgrade(IHttpUpgradeFeature upgrade, CancellationToken closing) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => new ClosableStream(await upgrade.UpgradeAsync(), closing);

    private sealed class ClosableStream : Stream
    {
        // FIN and close; two bytes: 1001, "going away".
        private static readonly byte[] GoingAway = [0x88, 0x02, 0x03, 0xE9];
        private readonly Stream _caller;
        private readonly WebSocketFrames _frames = new();
        private readonly SemaphoreSlim _one = new(1);
        private readonly CancellationTokenRegistration _registration;
        private bool _closing;
        private bool _closed;

        public ClosableStream(Stream caller, CancellationToken closing)
        {
            _caller = caller;
            _registration = closing.Register(() => _ = CloseWhenBetweenFramesAsync());
        }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _caller.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _one.WaitAsync(cancellationToken);
            try
            {
                while (!_closed && buffer.Length > 0)
                {
                    var length = _frames.Follow(buffer.Span);
                    while (!_closing && length < buffer.Length)
                        length += _frames.Follow(buffer.Span[length..]);
                    await _caller.WriteAsync(buffer[..length], cancellationToken);
                    buffer = buffer[length..];
                    await CloseIfDueAsync();
                }
            }
            finally
            {
                _one.Release();
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => _caller.FlushAsync(cancellationToken);

        public override void Flush() => _caller.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _registration.Unregister();
            _caller.Dispose();
            base.Dispose(disposing);
        }

        private async Task CloseWhenBetweenFramesAsync()
        {
            await _one.WaitAsync();
            try
            {
                _closing = true;
                await CloseIfDueAsync();
            }
            catch (Exception e) when (
                e is IOException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                // The caller was quicker.
            }
            finally
            {
                _one.Release();
            }
        }

        /// <summary>After a close nothing may follow, the side's own close included (RFC 6455, 5.5.1).</summary>
        private async Task CloseIfDueAsync()
        {
            if (!_closing || _closed || _frames.SawClose || !_frames.AreBetween)
                return;
            _closed = true;
            await _caller.WriteAsync(GoingAway);
            await _caller.FlushAsync();
        }
    }
}
