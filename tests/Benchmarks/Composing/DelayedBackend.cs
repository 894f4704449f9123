using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Composing;

/// <summary>Answers <c>/api/rN/…</c> after N times 5 ms. Runs until the benchmark ends.</summary>
internal static class DelayedBackend
{
    private const int Step = 5;

    private static readonly byte[] Answer = Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Nginx.Body.Length}\r\n\r\n{Nginx.Body}"));

    /// <summary>Starts it.</summary>
    /// <returns>Its address.</returns>
    public static string Start()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AcceptAsync(listener);
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        while (true)
            _ = ServeAsync(await listener.AcceptTcpClientAsync());
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                var part = line.Split("/r")[1].Split('/')[0];
                await Task.Delay(Step * int.Parse(part, CultureInfo.InvariantCulture));
                await stream.WriteAsync(Answer);
            }
        }
    }
}
