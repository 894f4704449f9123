using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Hostile.Tests;

/// <summary>A side on a bare socket: records what it is sent, byte for byte, and answers what a test says or hangs up.</summary>
internal sealed class RawSide : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _connections;

    public RawSide()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>All requests that arrived whole, in the order of their arrival.</summary>
    public ConcurrentQueue<RawRequest> Requests { get; } = [];

    /// <summary>What answers a request: a whole answer as ISO 8859-1, or null to hang up.</summary>
    public Func<RawRequest, string?> Answer { get; set; } = _ => Ok("fine");

    /// <summary>Whether requests are read and never answered.</summary>
    public bool Hangs { get; set; }

    public static string Ok(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        var connection = new RawConnection(Interlocked.Increment(ref _connections));
        var stream = client.GetStream();
        try
        {
            while (await ReadAsync(stream, connection) is { } request)
            {
                Requests.Enqueue(request);
                if (Hangs)
                    await Task.Delay(Timeout.Infinite, _end.Token);
                if (Answer(request) is not { } answer)
                    return;
                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), _end.Token);
                if (answer.Contains("\r\nConnection: close\r\n", StringComparison.OrdinalIgnoreCase))
                    return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The other end hung up, or the test is over.
        }
        finally
        {
            connection.Closed.TrySetResult();
        }
    }

    private async Task<RawRequest?> ReadAsync(NetworkStream stream, RawConnection connection)
    {
        if (await ReadUntilAsync(stream, "\r\n\r\n") is not { } head)
            return null;
        var request = new RawRequest(connection, head, "");
        var body = new StringBuilder();
        if (request.Header("Expect") is not null && Answer(request) is null)
        {
            Requests.Enqueue(request);
            return null;
        }

        if (request.Header("Expect") is not null)
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _end.Token);
        for (var left = int.Parse(request.Header("Content-Length") ?? "0"); left > 0; left--)
            body.Append(await ReadByteAsync(stream));
        if (request.Header("Transfer-Encoding") is not null)
        {
            while (await ReadUntilAsync(stream, "\r\n") is { } size && Convert.ToInt32(size.Trim(), 16) is > 0 and var length)
            {
                for (var i = 0; i < length; i++)
                    body.Append(await ReadByteAsync(stream));
                await ReadUntilAsync(stream, "\r\n");
            }

            await ReadUntilAsync(stream, "\r\n");
        }

        return request with { Body = body.ToString() };
    }

    private async Task<string?> ReadUntilAsync(NetworkStream stream, string end)
    {
        var text = new StringBuilder();
        while (await ReadByteAsync(stream) is { } next)
        {
            text.Append(next);
            if (text.Length >= end.Length && text.ToString(text.Length - end.Length, end.Length) == end)
                return text.ToString();
        }

        return null;
    }

    private async Task<char?> ReadByteAsync(NetworkStream stream)
    {
        var one = new byte[1];
        return await stream.ReadAsync(one, _end.Token) == 0 ? null : (char)one[0];
    }
}

/// <summary>A connection to a <see cref="RawSide"/>.</summary>
/// <param name="Number">Which one it is, from 1.</param>
internal sealed record RawConnection(int Number)
{
    /// <summary>Whom the side takes the connection's requests for; null for nobody.</summary>
    public string? User { get; set; }

    /// <summary>Ends when the connection does.</summary>
    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A request as it arrived, one character for each byte.</summary>
internal sealed record RawRequest(RawConnection Connection, string Head, string Body)
{
    public string Method => Head.Split(' ')[0];

    public string Target => Head.Split(' ')[1];

    /// <summary>The value of a header, or null.</summary>
    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(l => l[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
