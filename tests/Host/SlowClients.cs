using System.Net.Sockets;
using System.Text;

namespace Hub.Host.Tests;

/// <summary>Callers who send or take so slowly that they hold a connection and do nothing else with it.</summary>
public sealed class SlowClients : IAsyncLifetime
{
    // The limits are 10 s and 15 s; whoever is let be is found out by this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private StreamingHub _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await StreamingHub.StartAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task They_are_cut_off_and_everybody_else_is_answered_meanwhile()
    {
        var slow = new[]
        {
            // A head without an end, a body without an end, and one that comes a byte at a time.
            UntilShutAsync("GET /old/x HTTP/1.1\r\nHost: hub\r\nX-A: ", drip: null),
            UntilShutAsync("POST /old/upload HTTP/1.1\r\nHost: hub\r\nContent-Length: 100000\r\n\r\nx", drip: null),
            UntilShutAsync("POST /old/upload HTTP/1.1\r\nHost: hub\r\nContent-Length: 100000\r\n\r\n", drip: "x"),
        };
        using var client = new HttpClient { BaseAddress = _hub.Address };
        var others = 0;
        while (!Task.WhenAll(slow).IsCompleted)
        {
            (await client.GetAsync("/api/x")).EnsureSuccessStatusCode();
            others++;
            await Task.WhenAny(Task.WhenAll(slow), Task.Delay(TimeSpan.FromMilliseconds(100)));
        }

        foreach (var answer in await Task.WhenAll(slow))
            (answer.Length == 0 || answer.StartsWith("HTTP/1.1 408", StringComparison.Ordinal)).ShouldBeTrue(answer);
        others.ShouldBeGreaterThan(10);
    }

    /// <summary>What the hub says before it shuts the connection.</summary>
    private async Task<string> UntilShutAsync(string request, string? drip)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_hub.Address.Host, _hub.Address.Port);
        await using var stream = socket.GetStream();
        using var patience = new CancellationTokenSource(Patience);
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            var reading = stream.CopyToAsync(answer, patience.Token);
            while (drip is not null && !reading.IsCompleted)
            {
                await stream.WriteAsync(Encoding.Latin1.GetBytes(drip), patience.Token);
                await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token));
            }

            await reading;
        }
        catch (IOException)
        {
            // Shut, the hard way.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }
}
