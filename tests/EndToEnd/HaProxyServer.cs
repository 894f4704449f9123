using System.Diagnostics;
using System.Globalization;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// HAProxy as Debian packages it, before several nodes of a hub. It asks each whether it is ready, and sends a request
/// again only where it never reached a node. It ends with the test process, however that ends: its keeper notices when
/// the pipe to it is closed.
/// </summary>
internal sealed class HaProxyServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/haproxy";
    // A session of its own: Ctrl+C reaches the whole group of processes, and the keeper has to tidy up.
    private const string Keep = """
        exec 2>/dev/null
        "$0" -db -f "$1/haproxy.cfg" >"$1/log" 2>&1 & proxy=$!
        cat >/dev/null
        kill -KILL "$proxy"
        wait
        rm -rf "$1"
        """;

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Process _keeper;
    private readonly string _folder;
    private readonly Uri _statistics;

    private HaProxyServer(Process keeper, string folder, int port, int statistics) =>
        (_keeper, _folder, Address, _statistics) = (
            keeper, folder, new Uri($"http://127.0.0.1:{port}"), new Uri($"http://127.0.0.1:{statistics}/;csv"));

    /// <summary>Where front-ends come.</summary>
    public Uri Address { get; }

    /// <summary>What it had to say of requests that went wrong and of nodes that came and went.</summary>
    public string Log => File.ReadAllText(Path.Combine(_folder, "log"));

    /// <summary>Counts the test as skipped where the machine lacks HAProxy.</summary>
    public static void SkipIfMissing() =>
        Assert.SkipUnless(File.Exists(Program), "HAProxy is not on this machine: apt-get install haproxy");

    public static async Task<HaProxyServer> StartAsync(IReadOnlyList<Uri> nodes)
    {
        SkipIfMissing();
        var folder = Directory.CreateTempSubdirectory("hub-haproxy-").FullName;
        var (port, statistics) = (FreePort.Take(), FreePort.Take());
        await File.WriteAllTextAsync(Path.Combine(folder, "haproxy.cfg"), Configuration(nodes, port, statistics));
        var start = new ProcessStartInfo("setsid", ["bash", "-c", Keep, Program, folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        var server = new HaProxyServer(Process.Start(start)!, folder, port, statistics);
        await server.AllUpAsync();
        return server;
    }

    /// <summary>Waits until every node is taken for ready.</summary>
    public Task AllUpAsync() => Eventually.HoldsAsync("HAProxy to see all nodes ready", async () =>
    {
        try
        {
            return (await NodesAsync()).All(node => node["status"] == "UP");
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    /// <summary>
    /// Requests that reached a node and got no answer from it, since the start.
    /// A client may not see them: it tries again by itself.
    /// </summary>
    public async Task<long> UnansweredAsync() =>
        (await NodesAsync()).Sum(node => long.Parse(node["eresp"], CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task<IReadOnlyList<Dictionary<string, string>>> NodesAsync()
    {
        var lines = (await _client.GetStringAsync(_statistics)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines[0].TrimStart('#', ' ').Split(',');
        return
        [
            .. lines.Skip(1)
                .Select(l => names.Zip(l.Split(',')).Where(c => c.First.Length > 0).ToDictionary(c => c.First, c => c.Second))
                .Where(row => row["svname"].StartsWith("node", StringComparison.Ordinal)),
        ];
    }

    private static string Configuration(IReadOnlyList<Uri> nodes, int port, int statistics) => $"""
        global
            nbthread 1
            log stdout format raw local0
        defaults
            mode http
            log global
            option httplog
            option dontlog-normal
            timeout connect 2s
            timeout check 2s
            timeout client 60s
            timeout server 60s
            retries 3
            retry-on conn-failure
            option redispatch 1
        listen hub
            bind 127.0.0.1:{port}
            balance roundrobin
            option httpchk GET /hub/health/ready
            http-check expect status 200
            default-server check inter 200ms fall 1 rise 1
        {string.Join('\n', nodes.Select((node, n) => $"    server node{n + 1} {node.Authority}"))}
        listen statistics
            bind 127.0.0.1:{statistics}
            stats enable
            stats uri /

        """;
}
