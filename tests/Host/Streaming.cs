using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;

namespace Hub.Host.Tests;

/// <summary>What streams goes through as it comes, by routes and by catch-alls.</summary>
public sealed class Streaming : IAsyncLifetime
{
    private const long Megabyte = 1024 * 1024;
    private StreamingHub _hub = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await StreamingHub.StartAsync("--max-body", "1");
        _client = new HttpClient { BaseAddress = _hub.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/echo")]
    [InlineData("/old/echo")]
    public async Task A_WebSocket_says_and_hears_what_it_would_without_the_hub(string path)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(new Uri(_hub.Address, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
        foreach (var length in new[] { 0, 5, 125, 126, 65_535, 65_536, 300_000 })
        {
            var sent = new byte[length];
            Random.Shared.NextBytes(sent);
            var sending = socket.SendAsync(sent, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            (await ReceiveAsync(socket)).ShouldBe(sent);
            await sending;
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", CancellationToken.None);
        socket.CloseStatusDescription.ShouldBe("done");
    }

    [Theory]
    [InlineData("/api/events")]
    [InlineData("/old/events")]
    public async Task An_event_arrives_before_the_next_one_is_sent(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/event-stream") } },
        };
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var i = 1; i <= 3; i++)
        {
            _hub.Side.Go.Release();
            (await reader.ReadLineAsync()).ShouldBe($"data: {i}");
            (await reader.ReadLineAsync()).ShouldBe("");
        }

        (await reader.ReadLineAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/old")]
    public async Task A_hundred_megabytes_each_way_are_never_held_in_memory(string prefix)
    {
        using (await _client.GetAsync($"{prefix}/download?mb=1"))
        using (await _client.PostAsync($"{prefix}/upload", new ByteArrayContent(new byte[Megabyte])))
        {
            // Warm, so that what follows is the stream's own.
        }

        var before = _hub.PeakMemory;
        using var response = await _client.GetAsync($"{prefix}/download?mb=100", HttpCompletionOption.ResponseHeadersRead);
        var (buffer, total) = (new byte[64 * 1024], 0L);
        await using (var stream = await response.Content.ReadAsStreamAsync())
        {
            while (await stream.ReadAsync(buffer) is > 0 and var read)
                total += read;
        }

        total.ShouldBe(100 * Megabyte);
        using var uploaded = await _client.PostAsync($"{prefix}/upload", new StreamContent(new Zeros(100 * Megabyte)));
        (await uploaded.Content.ReadAsStringAsync()).ShouldBe($"{100 * Megabyte}");
        (_hub.PeakMemory - before).ShouldBeLessThan(60 * Megabyte);
    }

    [Fact]
    public async Task Who_hangs_up_is_gone_at_the_side_too()
    {
        using var hangUp = new CancellationTokenSource();
        var waiting = _client.GetAsync("/api/wait", hangUp.Token);
        await _hub.Side.Waiting.Task;
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        await _hub.Side.Aborted.Task.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    [Fact]
    public async Task A_gRPC_call_is_HTTP_2_from_end_to_end_message_by_message_with_its_trailers()
    {
        using var client = new HttpClient { BaseAddress = _hub.Http2Address };
        var (content, messages) = (new MessagesContent(), new[] { "one", "two", "three" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/grpc/Orders/Call")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
            Headers = { TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{_hub.Program.Text}\n{_hub.Program.Errors}");
        response.Version.ShouldBe(HttpVersion.Version20);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1024];
        foreach (var message in messages)
        {
            await content.SendAsync(message);
            var expected = $"HTTP/2 {message}";
            await stream.ReadExactlyAsync(buffer.AsMemory(0, expected.Length));
            Encoding.ASCII.GetString(buffer, 0, expected.Length).ShouldBe(expected);
        }

        content.End();
        (await stream.ReadAsync(buffer)).ShouldBe(0);
        response.TrailingHeaders.GetValues("grpc-status").ShouldBe(["0"]);
    }

    private static async Task<byte[]> ReceiveAsync(WebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
            message.Write(buffer, 0, got.Count);
            if (got.EndOfMessage)
                return message.ToArray();
        }
    }

    /// <summary>A body whose messages are written one by one, while answers come.</summary>
    private sealed class MessagesContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MessagesContent() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        public async Task SendAsync(string message)
        {
            var stream = await _stream.Task;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(message));
            await stream.FlushAsync();
        }

        public void End() => _end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _stream.SetResult(stream);
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Zeros(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
