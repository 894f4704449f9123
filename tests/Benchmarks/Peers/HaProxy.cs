namespace Hub.Benchmarks.Peers;

/// <summary>HAProxy as a plain proxy: one process, one thread.</summary>
internal static class HaProxy
{
    public static async Task<Launch> ProxyAsync(Workbench bench, string backend, CancellationToken cancellation)
    {
        var port = Workbench.FreePort();
        var file = Path.Combine(bench.Folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, Configuration(port, new Uri(backend).Authority), cancellation);
        return new Launch("HAProxy", $"http://127.0.0.1:{port}", "haproxy", ["-db", "-f", file]);
    }

    private static string Configuration(int port, string backend) => $"""
        global
            nbthread 1
        defaults
            mode http
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        listen proxy
            bind 127.0.0.1:{port}
            http-reuse always
            server backend {backend}

        """;
}
