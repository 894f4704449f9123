using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>How a node takes its leave.</summary>
public sealed class Stopping
{
    [Fact]
    public async Task After_SIGTERM_it_is_not_ready_at_once_answers_on_and_lets_everything_in_flight_end()
    {
        await using var hub = await StreamingHub.StartAsync("--drain-delay", "5s", "--drain-timeout", "60s");
        using var client = new HttpClient { BaseAddress = hub.Address };
        (await client.GetStringAsync("/hub/health/ready")).ShouldBe("ready");
        var slow = client.GetAsync("/api/wait");
        await hub.Side.Waiting.Task;
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(new Uri(hub.Address, "/api/echo")) { Scheme = "ws" }.Uri, CancellationToken.None);
        await socket.SendAsync("before"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        var buffer = new byte[1024];
        (await socket.ReceiveAsync(buffer, CancellationToken.None)).Count.ShouldBe("before".Length);

        hub.Program.Terminate();
        await Eventually.HoldsAsync("the node not to be ready", async () =>
        {
            using var ready = await client.GetAsync("/hub/health/ready");
            return ready.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
        using (var late = await client.GetAsync("/api/plain"))
        {
            late.StatusCode.ShouldBe(HttpStatusCode.OK);
            late.Headers.ConnectionClose.ShouldBe(true);
        }

        // The close comes when the listener is gone; what waits is not broken off by it.
        (await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType.ShouldBe(WebSocketMessageType.Close);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", CancellationToken.None);
        await Eventually.HoldsAsync("nobody to listen", async () => !await IsListeningAsync(hub.Address));
        slow.IsCompleted.ShouldBeFalse();
        hub.Side.Go.Release();
        (await (await slow).Content.ReadAsStringAsync()).ShouldBe("ended");
        (await hub.Program.ExitAsync()).ShouldBe(0, hub.Program.Errors);
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_broken_off_and_the_node_still_stops_cleanly()
    {
        await using var hub = await StreamingHub.StartAsync("--drain-timeout", "300ms");
        using var client = new HttpClient { BaseAddress = hub.Address };
        var slow = client.GetAsync("/api/wait");
        await hub.Side.Waiting.Task;
        hub.Program.Terminate();
        await Should.ThrowAsync<HttpRequestException>(slow);
        (await hub.Program.ExitAsync()).ShouldBe(0, hub.Program.Errors);
        hub.Program.Text.ShouldContain("Stopped.");
    }

    [Theory]
    [InlineData("--drain-delay", "soon", "--drain-delay 'soon' is not a duration")]
    [InlineData("--drain-timeout", "5", "--drain-timeout '5' is not a duration")]
    public async Task A_time_that_is_none_is_refused_with_advice(string option, string value, string message)
    {
        var result = await HubCommand.RunAsync("up", option, value);
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain(message);
    }

    private static async Task<bool> IsListeningAsync(Uri address)
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(address.Host, address.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
