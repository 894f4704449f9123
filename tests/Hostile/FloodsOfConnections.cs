using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Tests;

namespace Hub.Hostile.Tests;

/// <summary>More connections of one address than the process may have open files, with requests that nobody answers.</summary>
public sealed class FloodsOfConnections(FloodsOfConnections.Facade facade)
    : IClassFixture<FloodsOfConnections.Facade>
{
    private const int Connections = 1200;
    private const string Ask = "GET /one HTTP/1.1\r\nHost: hub\r\n\r\n";
    private static readonly IPAddress Another = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task The_process_lives_tells_that_it_is_ready_serves_other_addresses_and_recovers()
    {
        facade.Side.Hangs = true;
        var flood = new List<Socket>();
        try
        {
            for (var n = 0; n < Connections; n++)
                flood.Add(await HangAsync(n));
            // What hangs by now goes on to hang; whoever comes is answered.
            await Eventually.HoldsAsync("the side to be asked", () => Task.FromResult(facade.Side.Requests.Count > 100));
            facade.Side.Hangs = false;

            await Eventually.HoldsAsync("the hub to say that it is ready", async () =>
                IsStatus(200, await AnswerAsync("GET /hub/health/ready HTTP/1.1\r\nHost: hub\r\n\r\n")));
            await Eventually.HoldsAsync("the next of the address to be told why not", async () =>
                await AnswerAsync(Ask) is var refused && IsStatus(503, refused)
                && refused.Contains("Your address holds as many", StringComparison.Ordinal));
            (await AnswerAsync(Ask, Another)).ShouldStartWith("HTTP/1.1 200");
            facade.Lives().ShouldBeTrue();
        }
        finally
        {
            flood.ForEach(s => s.Dispose());
        }

        await Eventually.HoldsAsync(
            "the address to be served again", async () => IsStatus(200, await AnswerAsync(Ask)));
        facade.Lives().ShouldBeTrue();
    }

    private static bool IsStatus(int status, string answer) =>
        answer.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal);

    private async Task<Socket> HangAsync(int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(facade.Address.Host, facade.Address.Port);
            await socket.SendAsync(Encoding.Latin1.GetBytes($"GET /s{number} HTTP/1.1\r\nHost: hub\r\n\r\n"));
        }
        catch (SocketException)
        {
            // Refused at once.
        }

        return socket;
    }

    private async Task<string> AnswerAsync(string request, IPAddress? from = null)
    {
        try
        {
            await using var caller = await facade.ConnectAsync(from);
            return await caller.SendAsync(request);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It had to make room for one of the flood.
            return e.Message;
        }
    }

    public sealed class Facade : RawFacade
    {
        protected override int? OpenFiles => 1024;
    }
}
