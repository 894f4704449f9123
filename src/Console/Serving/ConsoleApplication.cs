using Hub.Console.Asking;
using Hub.Console.Auditing;
using Hub.Console.Jobs;
using Hub.Console.Pages;
using Hub.Console.Routes;
using Hub.Console.SigningIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Console.Serving;

/// <summary>
/// Answers the console's requests by an application of its own, with its own services, routing and middleware, which is built
/// with the first request: a hub that nobody visits with a browser loads nothing of Blazor.
/// </summary>
/// <param name="hub">The hub's services.</param>
/// <param name="api">Returns the address of the hub's own surface.</param>
internal sealed class ConsoleApplication(IServiceProvider hub, Func<Uri> api) : IHostedService
{
    private static readonly TimeSpan CircuitRetention = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _gate = new(1);
    private WebApplication? _application;
    private HandedOverServer? _server;

    /// <summary>Answers a request for a page, a file or the live connection.</summary>
    public async Task AnswerAsync(HttpContext context) =>
        await (Volatile.Read(ref _server) ?? await StartAsync()).AnswerAsync(context);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_application is null)
                return;
            await _application.StopAsync(cancellationToken);
            await _application.DisposeAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<HandedOverServer> StartAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_server is not null)
                return _server;
            var server = new HandedOverServer();
            var application = Build(server);
            await application.Services.GetRequiredService<KeyRing>().MigrateAsync();
            await application.StartAsync();
            _application = application;
            Volatile.Write(ref _server, server);
            return server;
        }
        finally
        {
            _gate.Release();
        }
    }

    private WebApplication Build(HandedOverServer server)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = typeof(ConsoleApplication).Assembly.GetName().Name });
        builder.Services
            .AddSingleton<IServer>(server)
            .AddSingleton(hub.GetRequiredService<ILoggerFactory>())
            .AddSingleton(hub.GetRequiredService<TimeProvider>())
            .AddHubApi(api)
            .AddSingleton<LastBoards>()
            .AddSingleton<LiveLists>()
            .AddSigningIn(hub)
            .AddCascadingAuthenticationState()
            .AddRazorComponents()
            .AddInteractiveServerComponents(options => Configure(options));
        var app = builder.Build();
        // Below the base path endpoints are found anew.
        app.UseMiddleware<HeadRequests>();
        app.UsePathBase(ConsoleServices.Path);
        app.UseMiddleware<PagePolicy>();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseMiddleware<Failures>();
        app.UseMiddleware<LiveConnections>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapAssets();
        app.MapSigningIn();
        app.MapAuditExport();
        app.MapEnginePages();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(
            // The policy of all pages says it already.
            options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static void Configure(CircuitOptions options)
    {
        options.DisconnectedCircuitRetentionPeriod = CircuitRetention;
        options.DisconnectedCircuitMaxRetained = 20;
    }
}
