using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Hostile.Tests;

/// <summary>
/// A facade as a process of its own in front of a <see cref="RawSide"/>: by a route under /api, else by a catch-all.
/// </summary>
public class RawFacade : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningProgram _program = null!;

    internal RawSide Side { get; } = new();

    internal Uri Address { get; private set; } = null!;

    /// <summary>Where it listens for HTTP/2 without TLS.</summary>
    internal Uri Http2Address { get; } = new($"http://127.0.0.1:{FreePort.Take()}");

    protected virtual string[] Arguments => [];

    /// <summary>What else hub.yaml says.</summary>
    protected virtual string Plan => "";

    /// <summary>What the catch-all says besides its address.</summary>
    protected virtual string CatchAll => "";

    /// <summary>Another capability; empty for none.</summary>
    protected virtual string Capability => "";

    /// <summary>A further one; empty for none.</summary>
    protected virtual string FurtherCapability => "";

    /// <summary>A system that the plan names and that another process wraps; null for none.</summary>
    protected virtual string? WrappedSystem => null;

    /// <summary>How many files and sockets the process may have open; null for what the machine allows.</summary>
    protected virtual int? OpenFiles => null;

    protected virtual IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>();

    public async ValueTask InitializeAsync()
    {
        var plan = _folder.File("plan");
        Directory.CreateDirectory(Path.Combine(plan, "capabilities"));
        await File.WriteAllTextAsync(Path.Combine(plan, "hub.yaml"), $$"""
            catchAll:
              - { path: /, to: {{Side.Address}}{{CatchAll}} }
            {{Plan}}
            """);
        await File.WriteAllTextAsync(Path.Combine(plan, "capabilities", "raw.yaml"), $$"""
            capability: raw
            owner: raw-team
            sides: { legacy: {{Side.Address}} }
            routes:
            {{string.Join('\n', new[] { "get", "post", "put", "patch", "delete" }.Select(
                m => $"  raw.{m}: {m.ToUpperInvariant()} /api/{{what}}"))}}
            """);
        if (Capability.Length > 0)
            await File.WriteAllTextAsync(Path.Combine(plan, "capabilities", "another.yaml"), Capability);
        if (FurtherCapability.Length > 0)
            await File.WriteAllTextAsync(Path.Combine(plan, "capabilities", "further.yaml"), FurtherCapability);
        if (WrappedSystem is { } system)
        {
            Directory.CreateDirectory(Path.Combine(plan, "systems"));
            await File.WriteAllTextAsync(Path.Combine(plan, "systems", $"{system}.yaml"), $"system: {system}\n");
        }

        // The shell sets the limit and becomes the program.
        string[] limited = OpenFiles is { } files ? ["-c", $"ulimit -n {files}; exec dotnet \"$@\"", "bash"] : [];
        _program = RunningProgram.Start(limited.Length > 0 ? "bash" : "dotnet", [
            .. limited, Repository.HubProgram, "up", "--plan", plan, "--data", _folder.File("data"),
            "--urls", "http://127.0.0.1:0", "--h2-urls", Http2Address.OriginalString,
            "--no-demo", "--roles", "facade", .. Arguments], Variables);
        var facade = await _program.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        Address = facade.Trim()["facade".Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(a => new Uri(a)).Single(a => a != Http2Address);
    }

    /// <summary>Whether the process has not ended.</summary>
    internal bool Lives() => !_program.HasExited;

    /// <summary>What the process has written.</summary>
    internal string Text => _program.Text + _program.Errors;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _program.DisposeAsync();
        await Side.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Opens a connection to the facade.</summary>
    /// <param name="from">The caller's own address; null for any.</param>
    internal async Task<RawCaller> ConnectAsync(IPAddress? from = null)
    {
        var socket = new TcpClient(new IPEndPoint(from ?? IPAddress.Any, 0));
        await socket.ConnectAsync(Address.Host, Address.Port);
        return new RawCaller(socket);
    }

    /// <summary>Sends one request on a connection of its own and returns the answer.</summary>
    internal async Task<string> SendAsync(string request)
    {
        await using var caller = await ConnectAsync();
        return await caller.SendAsync(request);
    }

    /// <summary>Sends a request without a body; its headers end with a line break each.</summary>
    internal Task<string> SendAsync(string method, string target, string headers = "") =>
        SendAsync($"{method} {target} HTTP/1.1\r\nHost: hub\r\n{headers}\r\n");
}

/// <summary>A caller's connection, one character for each byte.</summary>
internal sealed class RawCaller(TcpClient socket) : IAsyncDisposable
{
    private readonly NetworkStream _stream = socket.GetStream();

    /// <summary>Sends a request and reads its answer, head and body.</summary>
    public async Task<string> SendAsync(string request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        var answer = new StringBuilder();
        do
        {
            answer.Clear();
            await ReadAsync(answer, "\r\n\r\n", patience.Token);
        }
        while (answer.ToString().StartsWith("HTTP/1.1 100", StringComparison.Ordinal));
        var head = answer.ToString();
        var hasBody = !request.StartsWith("HEAD ", StringComparison.Ordinal)
            && !head.StartsWith("HTTP/1.1 304", StringComparison.Ordinal);
        var length = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null)
            await ReadAsync(answer, hasBody ? int.Parse(length.Split(':')[1]) : 0, patience.Token);
        else if (hasBody && head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
            await ReadAsync(answer, "0\r\n\r\n", patience.Token);
        return answer.ToString();
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadAsync(StringBuilder into, string end, CancellationToken cancellation)
    {
        var from = into.Length;
        while (into.Length - from < end.Length || into.ToString(into.Length - end.Length, end.Length) != end)
            await ReadAsync(into, 1, cancellation);
    }

    private async Task ReadAsync(StringBuilder into, int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, cancellation);
        into.Append(Encoding.Latin1.GetString(bytes));
    }
}
