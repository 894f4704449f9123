using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks.Peers;

/// <summary>The backend: nginx, one process, a fixed answer.</summary>
internal static class Nginx
{
    public const string Body = """{"id":"1000","name":"benchmark","amount":"12.50"}""";

    public static async Task<Contender> StartAsync(Workbench bench, Probe probe, CancellationToken cancellation)
    {
        var port = Workbench.FreePort();
        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "nginx")).FullName;
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(folder, port), cancellation);
        return await bench.StartAsync(
            "nginx, no proxy", $"http://127.0.0.1:{port}", "nginx", ["-p", folder, "-c", file, "-e", "stderr"], probe, cancellation);
    }

    // Connections stay open for the whole run: nginx closes them after 1000 requests otherwise.
    private static string Configuration(string folder, int port) => $$"""
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
          server {
            listen 127.0.0.1:{{port}};
            location / {
              default_type application/json;
              return 200 '{{Body}}';
            }
          }
        }
        """;
}
