using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Hub.Hostile.Tests;

/// <summary>
/// A connection that sends one request after the other, byte for byte as given, and is made anew where the hub closes it.
/// </summary>
internal sealed class KeptConnection(Uri hub) : IDisposable
{
    private TcpClient? _socket;
    private BufferedStream? _stream;

    /// <summary>
    /// Sends a request with a JSON body; returns its status, 0 without an answer, and whether a body came back.
    /// </summary>
    public async Task<(int Status, bool HasBody)> AskAsync(string method, string target, string headers, string body)
    {
        var request = Encoding.Latin1.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: {hub.Authority}\r\n{headers}"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        // A connection kept open may have been closed meanwhile: then the request was not read.
        for (var attempt = _socket is null ? 1 : 0; ; attempt++)
        {
            try
            {
                var stream = await OpenAsync();
                await stream.WriteAsync(request);
                await stream.FlushAsync();
                return ReadAnswer(stream, method);
            }
            catch (Exception e) when (e is IOException or SocketException && attempt == 0)
            {
                Dispose();
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                Dispose();
                return (0, false);
            }
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket?.Dispose();
        (_stream, _socket) = (null, null);
    }

    private async Task<BufferedStream> OpenAsync()
    {
        if (_stream is not null)
            return _stream;
        _socket = new TcpClient { NoDelay = true, ReceiveTimeout = 60_000 };
        await _socket.ConnectAsync(hub.Host, hub.Port);
        return _stream = new BufferedStream(_socket.GetStream(), 8192);
    }

    private (int Status, bool HasBody) ReadAnswer(BufferedStream stream, string method)
    {
        var status = int.Parse(ReadLine(stream).AsSpan(9, 3), CultureInfo.InvariantCulture);
        var (length, chunked, close) = (-1, false, false);
        while (ReadLine(stream) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (header[..colon].ToLowerInvariant(), header[(colon + 1)..].Trim().ToLowerInvariant());
            if (name == "content-length")
                length = int.Parse(value, CultureInfo.InvariantCulture);
            chunked |= name == "transfer-encoding" && value == "chunked";
            // A stream of events has no end.
            close |= (name == "connection" && value == "close") || (name == "content-type" && value == "text/event-stream");
        }

        var hasBody = chunked || length > 0;
        if (close)
            Dispose();
        else if (method != "HEAD" && chunked)
            SkipChunks(stream);
        else if (method != "HEAD" && length > 0)
            Skip(stream, length);
        return (status, hasBody);
    }

    private static void SkipChunks(BufferedStream stream)
    {
        while (int.Parse(ReadLine(stream), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var length)
            Skip(stream, length + 2);
        ReadLine(stream);
    }

    private static void Skip(BufferedStream stream, int length)
    {
        for (var n = 0; n < length; n++)
        {
            if (stream.ReadByte() < 0)
                throw new IOException("The connection was closed within an answer.");
        }
    }

    private static string ReadLine(BufferedStream stream)
    {
        var line = new StringBuilder();
        while (true)
        {
            var next = stream.ReadByte();
            if (next < 0)
                throw new IOException("The connection was closed within an answer.");
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }
    }
}
