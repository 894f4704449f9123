using System.Net.Sockets;
using System.Text;

namespace Hub.Hostile.Tests;

/// <summary>The first answer to bytes sent over a socket, since HTTP clients repair what a hostile caller does not.</summary>
/// <param name="Status">The status; 0 where the connection was closed without an answer.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">All that followed, chunk sizes included.</param>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    /// <summary>The values of a header, joined by a comma; empty where it is missing.</summary>
    public string Header(string name) => string.Join(", ", Head.Split("\r\n").Skip(1)
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim()));

    /// <summary>Sends one request with <c>Connection: close</c>.</summary>
    public static Task<RawAnswer> GetAsync(Uri hub, string method, string target, params string[] headers) =>
        SendAsync(hub, $"{method} {target} HTTP/1.1\r\nHost: {hub.Authority}\r\nConnection: close\r\n"
            + string.Concat(headers.Select(h => h + "\r\n")) + "\r\n");

    /// <summary>Sends bytes (Latin-1) and reads until the hub closes the connection.</summary>
    public static async Task<RawAnswer> SendAsync(Uri hub, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(hub.Host, hub.Port);
        await using var stream = socket.GetStream();
        using var answer = new MemoryStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // Closed before all of it was read.
        }

        return Read(Encoding.Latin1.GetString(answer.ToArray()));
    }

    private static RawAnswer Read(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? new RawAnswer(0, text, "") : new RawAnswer(int.Parse(text.AsSpan(9, 3)), text[..end], text[(end + 4)..]);
    }
}
