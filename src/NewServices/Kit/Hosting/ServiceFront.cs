using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// A server that calls one service as the hub does, and nothing else: for the service's own tests, and to try it without a hub.
/// </summary>
public static class ServiceFront
{
    /// <summary>The header by which a caller may name a request that it may send again; without it each is a new one.</summary>
    public const string RequestId = "X-Hub-Request-Id";

    /// <summary>Makes the server, which is not started.</summary>
    /// <param name="service">The service.</param>
    /// <param name="data">The folder of its store.</param>
    /// <param name="url">Where it listens; port 0 takes any free one.</param>
    /// <param name="store">Where the store is, if not a file in that folder.</param>
    public static WebApplication Build(IServiceModule service, string data, string url, StoreOptions? store = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(new DataFolder(data)).AddSingleton(store ?? StoreOptions.FromEnvironment());
        service.Add(builder.Services);
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, service.Contract.Side));
        return app;
    }

    private static Task AnswerAsync(HttpContext context, string side)
    {
        var id = context.Request.Headers[RequestId] is [{ Length: > 0 } given, ..] ? given : Guid.NewGuid().ToString();
        context.Features.Set(new SideRequest(id, side, context.Request.RouteValues));
        return context.RequestServices.GetRequiredService<HostedSides>().Find(side)!(context);
    }
}
