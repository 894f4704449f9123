using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Hub.Tests.Servers;

/// <summary>
/// RabbitMQ as Debian packages it, on ports and in a folder of its own. It ends with the test process, however that ends: its
/// keeper notices when the pipe to it is closed.
/// </summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly Lazy<Task<RabbitMqServer>> Shared = new(RunAsync);
    private readonly Process _keeper;
    private readonly string _folder;

    private RabbitMqServer(Process keeper, string folder, int port, string password) =>
        (_keeper, _folder, Port, Password) = (keeper, folder, port, password);

    public int Port { get; }

    public string Password { get; }

    public string Address => AddressAt(Port);

    /// <summary>The one that the tests of this process share; the test is skipped where the machine has none.</summary>
    public static Task<RabbitMqServer> SharedAsync()
    {
        SkipIfMissing();
        return Shared.Value;
    }

    /// <summary>One for the test alone; the test is skipped where the machine has none.</summary>
    public static Task<RabbitMqServer> StartAsync()
    {
        SkipIfMissing();
        return RunAsync();
    }

    /// <summary>Counts the test as skipped where the machine lacks RabbitMQ, and in a quick run.</summary>
    public static void SkipIfMissing()
    {
        QuickRun.SkipServers();
        Assert.SkipUnless(File.Exists(Program), "RabbitMQ is not on this machine: apt-get install rabbitmq-server");
    }

    /// <summary>The address as seen through a door at another port.</summary>
    public string AddressAt(int port) => $"amqp://hub:{Password}@127.0.0.1:{port}/";

    /// <summary>SIGKILL, which no broker is prepared for.</summary>
    public async Task KillAsync()
    {
        await _keeper.StandardInput.WriteLineAsync("kill");
        while (await IsUpAsync(Port))
            await Task.Delay(20);
    }

    /// <summary>Starts again what was killed, with all it had on disk.</summary>
    public async Task StartAgainAsync()
    {
        await _keeper.StandardInput.WriteLineAsync("start");
        await UpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private static async Task<RabbitMqServer> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hub-rabbitmq-").FullName;
        var (port, distribution, epmd) = (FreePort.Take(), FreePort.Take(), FreePort.Take());
        var password = RandomNumberGenerator.GetHexString(24);
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), "[].");
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{port}
            default_user = hub
            default_pass = {password}
            default_permissions.configure = .*
            default_permissions.read = .*
            default_permissions.write = .*
            disk_free_limit.absolute = 50MB
            """);
        // epmd is started here, or the broker would start one that outlives it. What ends a whole group of processes,
        // as Ctrl+C does, must not end the keeper before it has tidied up: it has a session of its own.
        const string keep = """
            exec 2>/dev/null
            epmd -port "$ERL_EPMD_PORT" >/dev/null 2>&1 & epmd=$!
            start() { rm -f "$RABBITMQ_PID_FILE"; "$0" >>"$HOME/output" 2>&1 & broker=$!; }
            end() {
              [ -f "$RABBITMQ_PID_FILE" ] && kill -KILL "$(cat "$RABBITMQ_PID_FILE")" 2>/dev/null
              kill -KILL "$broker" 2>/dev/null; wait "$broker" 2>/dev/null
            }
            start
            while read -r command; do
              if [ "$command" = kill ]; then end; else start; fi
            done
            end
            kill -KILL "$epmd"
            # What the broker started besides may still write for a moment.
            for _ in 1 2 3 4 5; do rm -rf "$HOME" && break; sleep 0.2; done
            """;
        var start = new ProcessStartInfo("setsid", ["bash", "-c", keep, Program])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            Environment =
            {
                ["HOME"] = folder,
                ["RABBITMQ_BASE"] = folder,
                ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
                ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
                ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
                ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
                ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
                ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
                ["RABBITMQ_NODENAME"] = $"hub{port}@localhost",
                ["RABBITMQ_DIST_PORT"] = $"{distribution}",
                ["ERL_EPMD_PORT"] = $"{epmd}",
                ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
                // Two cores are shared with the tests: no busy waiting.
                ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
                    "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
            },
        };
        var server = new RabbitMqServer(Process.Start(start)!, folder, port, password);
        await server.UpAsync();
        return server;
    }

    private async Task UpAsync()
    {
        // The listener opens last.
        for (var watch = Stopwatch.StartNew(); !await IsUpAsync(Port); await Task.Delay(50))
            if (_keeper.HasExited || watch.Elapsed > TimeSpan.FromMinutes(1))
                throw new InvalidOperationException(
                    $"RabbitMQ did not start: {await File.ReadAllTextAsync(Path.Combine(_folder, "output"))}");
    }

    private static async Task<bool> IsUpAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
