using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Watching;

/// <summary>A side whose answers and health check a test decides on.</summary>
internal sealed class NewSide : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NewSide(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>The status of its answers.</summary>
    public int Status { get; set; } = 200;

    /// <summary>The status of <c>/</c>, where it is not that of its answers.</summary>
    public int? Root { get; set; }

    /// <summary>The status of its health check, <c>/health</c>.</summary>
    public int Health { get; set; } = 200;

    public static async Task<NewSide> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var side = new NewSide(builder.Build());
        side._app.Run(context =>
        {
            context.Response.StatusCode = context.Request.Path.Value switch
            {
                "/health" => side.Health,
                "/" => side.Root ?? side.Status,
                _ => side.Status,
            };
            return Task.CompletedTask;
        });
        await side._app.StartAsync();
        return side;
    }

    /// <summary>Returns an address where nothing listens.</summary>
    public static string AddressOfNobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
