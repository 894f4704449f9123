using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Hub.Host.Tests;

/// <summary>
/// A side that streams both ways as a test tells it, by HTTP/1.1 on one port and HTTP/2 without TLS on another.
/// </summary>
internal sealed class StreamingSide : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StreamingSide(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public string Http2Address => _app.Urls.Last();

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Paths { get; } = [];

    /// <summary>What a request to /wait and the next event of /events wait for.</summary>
    public SemaphoreSlim Go { get; } = new(0);

    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Aborted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<StreamingSide> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        var app = builder.Build();
        var side = new StreamingSide(app);
        app.UseWebSockets();
        app.Use((context, next) =>
        {
            side.Paths.Enqueue(context.Request.Path.Value!);
            return next(context);
        });
        app.Map("/{**path}", side.AnswerAsync);
        await app.StartAsync();
        return side;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value!.Split('/')[^1] switch
    {
        "echo" => EchoAsync(context),
        "events" => SendEventsAsync(context),
        "download" => SendAsync(context, int.Parse(context.Request.Query["mb"]!)),
        "upload" => CountAsync(context),
        "wait" => WaitAsync(context),
        "Call" => CallAsync(context),
        _ => context.Response.WriteAsync("fine"),
    };

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (got.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, CancellationToken.None);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, CancellationToken.None);
        }
    }

    private async Task SendEventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        for (var i = 1; i <= 3; i++)
        {
            await Go.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync($"data: {i}\n\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private static async Task SendAsync(HttpContext context, int megabytes)
    {
        var piece = new byte[1024 * 1024];
        for (var i = 0; i < megabytes; i++)
            await context.Response.Body.WriteAsync(piece);
    }

    private static async Task CountAsync(HttpContext context)
    {
        var (buffer, total) = (new byte[64 * 1024], 0L);
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
            total += read;
        await context.Response.WriteAsync($"{total}");
    }

    private async Task WaitAsync(HttpContext context)
    {
        context.RequestAborted.Register(() => Aborted.TrySetResult());
        Waiting.TrySetResult();
        await Go.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("ended");
    }

    // As gRPC does it: a message each way, one after the other, and the status in the trailers.
    private static async Task CallAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.FlushAsync();
        var buffer = new byte[1024];
        while (await context.Request.Body.ReadAsync(buffer) is > 0 and var read)
        {
            await context.Response.Body.WriteAsync(
                Encoding.ASCII.GetBytes($"{context.Request.Protocol} {Encoding.ASCII.GetString(buffer, 0, read)}"));
            await context.Response.Body.FlushAsync();
        }

        context.Response.AppendTrailer("grpc-status", "0");
    }
}
