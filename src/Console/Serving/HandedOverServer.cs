using System.Collections.Frozen;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Hub.Console.Serving;

/// <summary>
/// A server without a socket: it is handed the requests of another application by their features, upgrades to WebSockets
/// included, without those that tell what that application has found out about them.
/// </summary>
internal sealed class HandedOverServer : IServer
{
    // Routing is skipped where an endpoint is set, and services would be the other application's.
    private static readonly FrozenSet<Type> OfTheOuter = new[]
    {
        typeof(IEndpointFeature), typeof(IRouteValuesFeature), typeof(IHttpAuthenticationFeature),
        typeof(IServiceProvidersFeature), typeof(IFormFeature), typeof(IQueryFeature), typeof(IRequestCookiesFeature),
        typeof(IResponseCookiesFeature),
    }.ToFrozenSet();

    private Func<IFeatureCollection, Task>? _answer;

    /// <inheritdoc />
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Answers another application's request.</summary>
    public async Task AnswerAsync(HttpContext outer)
    {
        var features = new FeatureCollection();
        foreach (var (type, feature) in outer.Features)
            if (!OfTheOuter.Contains(type))
                features[type] = feature;
        var (path, pathBase, method) = (outer.Request.Path, outer.Request.PathBase, outer.Request.Method);
        try
        {
            await _answer!(features);
        }
        finally
        {
            (outer.Request.Path, outer.Request.PathBase, outer.Request.Method) = (path, pathBase, method);
        }
    }

    /// <inheritdoc />
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _answer = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                application.DisposeContext(context, exception: null);
            }
            catch (Exception e)
            {
                application.DisposeContext(context, e);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose()
    {
        // Nothing is held.
    }
}
