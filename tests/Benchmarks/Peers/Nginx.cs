namespace Hub.Benchmarks.Peers;

/// <summary>nginx, one process: the backend with a fixed answer, and a plain proxy before it.</summary>
internal static class Nginx
{
    public const string Body = """{"id":"1000","name":"benchmark","amount":"12.50"}""";

    public static Task<Launch> BackendAsync(Workbench bench, CancellationToken cancellation) =>
        BackendAsync(bench, "application/json", Body, cancellation);

    /// <summary>Answers whatever it is asked with one body, which holds no apostrophe and no dollar sign.</summary>
    public static Task<Launch> BackendAsync(
        Workbench bench, string type, string body, CancellationToken cancellation) => WriteAsync(
        bench, "nginx, no proxy", "", $$"""
              default_type "{{type}}";
              return 200 '{{body}}';
        """, cancellation);

    public static Task<Launch> ProxyAsync(Workbench bench, string backend, CancellationToken cancellation) => WriteAsync(
        bench, "nginx proxy", $$"""
          upstream backend {
            server {{new Uri(backend).Authority}};
            keepalive 128;
            keepalive_requests 1000000000;
            keepalive_time 1d;
          }
        """, """
              proxy_pass http://backend;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
        """, cancellation);

    private static async Task<Launch> WriteAsync(
        Workbench bench, string name, string upstream, string location, CancellationToken cancellation)
    {
        var port = Workbench.FreePort();
        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, $"nginx-{port}")).FullName;
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(folder, port, upstream, location), cancellation);
        return new Launch(name, $"http://127.0.0.1:{port}", "nginx", ["-p", folder, "-c", file, "-e", "stderr"]);
    }

    // Connections stay open for the whole run: nginx closes them after 1000 requests otherwise.
    private static string Configuration(string folder, int port, string upstream, string location) => $$"""
        daemon off;
        master_process off;
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log stderr warn;
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_timeout 1h;
          keepalive_requests 1000000000;
          keepalive_time 1d;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
        {{upstream}}
          server {
            listen 127.0.0.1:{{port}};
            location / {
        {{location}}
            }
          }
        }
        """;
}
