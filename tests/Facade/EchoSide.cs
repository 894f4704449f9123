using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests;

/// <summary>An HTTP side that answers with what it was sent.</summary>
internal sealed class EchoSide : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoSide(WebApplication app) => _app = app;

    public string Address =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<EchoSide> StartAsync(string name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path.Value == "/old/break")
            {
                context.Abort();
                return;
            }

            if (context.Request.Path.Value!.EndsWith("/endless", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("1");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            if (context.Request.Path.Value!.EndsWith("/own-cors", StringComparison.Ordinal))
            {
                context.Response.Headers.AccessControlAllowOrigin = "*";
                context.Response.Headers.AccessControlAllowCredentials = "true";
                context.Response.Headers.Vary = "Accept-Encoding";
            }

            if (context.Request.Headers.TryGetValue("X-Makes", out var made))
            {
                context.Response.StatusCode = StatusCodes.Status201Created;
                context.Response.Headers.Location = made;
            }

            if (context.Request.Headers.ContainsKey("X-Refuses"))
                context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await context.Response.WriteAsJsonAsync(new Echo(
                name,
                context.Request.Method,
                context.Features.Get<IHttpRequestFeature>()!.RawTarget,
                context.Request.Host.Value ?? "",
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()),
                System.Text.Encoding.UTF8.GetString(body.ToArray())));
        });
        await app.StartAsync();
        return new EchoSide(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

internal sealed record Echo(
    string Side, string Method, string Target, string Host, Dictionary<string, string> Headers, string Body);
