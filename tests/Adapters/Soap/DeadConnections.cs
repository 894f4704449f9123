using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

/// <summary>A system that started again, or something on the way to it, has forgotten the connections it is called on.</summary>
public sealed class DeadConnections : IAsyncLifetime
{
    private const string Part =
        """<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>3</Count><Sold>true</Sold><Note>n</Note></Part>"""
        + "</GetPartResponse>";

    private readonly ForgetfulServer _server = new();
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync() => _hub = await RunningAdapters.StartAsync(
        Parts.Bundle(Parts.System.Replace("timeout: 1s", "timeout: 20s", StringComparison.Ordinal) + "\nreads: [GetPart]\n"),
        new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _server.Address }));

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task A_read_on_one_is_made_once_more_on_a_new_one()
    {
        await GetAsync(HttpStatusCode.OK);
        _server.ForgetConnections();

        await GetAsync(HttpStatusCode.OK);
        _server.Requests.ShouldBe(3);
        using var content = new StringContent("""{"No":17}""", Encoding.UTF8, "application/json");
        await GetAsync(HttpStatusCode.OK);
        _server.ForgetConnections();
        using var answer = await _hub.Client.PostAsync("/systems/parts/operations/GetPart", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task All_reads_after_a_restart_succeed_however_many_connections_there_were()
    {
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => GetAsync(HttpStatusCode.OK)));
        _server.ForgetConnections();

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => GetAsync(HttpStatusCode.OK)));
    }

    [Fact]
    public async Task A_write_on_one_is_never_made_again_and_its_outcome_is_unknown()
    {
        await GetAsync(HttpStatusCode.OK);
        _server.ForgetConnections();

        using var content = new StringContent(
            """{"lines": [{"sku": "T-1", "quantity": 2}]}""", Encoding.UTF8, "application/json");
        using var answer = await _hub.Client.PostAsync("/api/bookings", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Outcome unknown");
        _server.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_read_that_breaks_a_new_connection_is_not_made_again()
    {
        _server.BreakAll = true;

        await GetAsync(HttpStatusCode.BadGateway);
        _server.Requests.ShouldBe(1);
    }

    private async Task GetAsync(HttpStatusCode status)
    {
        using var answer = await _hub.Client.GetAsync("/api/parts/T-17");
        answer.StatusCode.ShouldBe(status, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Reads requests also on connections that it has forgotten, and closes them then without an answer.</summary>
    private sealed class ForgetfulServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _generation;
        private int _requests;

        public ForgetfulServer()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

        public int Requests => Volatile.Read(ref _requests);

        public bool BreakAll { get; set; }

        public void ForgetConnections() => Interlocked.Increment(ref _generation);

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                var generation = Volatile.Read(ref _generation);
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
                while (await ReadRequestAsync(reader))
                {
                    Interlocked.Increment(ref _requests);
                    if (BreakAll || generation != Volatile.Read(ref _generation))
                        return;
                    var body = SoapStub.Envelope(Part);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
                }
            }
        }

        private static async Task<bool> ReadRequestAsync(StreamReader reader)
        {
            var length = 0;
            for (var line = await reader.ReadLineAsync(); line is not ""; line = await reader.ReadLineAsync())
            {
                if (line is null)
                    return false;
                if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(line["Content-Length:".Length..]);
            }

            var body = new char[length];
            return await reader.ReadBlockAsync(body) == length;
        }
    }
}
