using System.Text;
using Hub.Adapters.Recording;
using Hub.Adapters.Serving;
using Hub.Adapters.Surface;
using Hub.Adapters.Systems;
using Hub.Platform;
using Hub.Platform.Idempotency;
using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Tests.Stubs;

/// <summary>The adapters of a plan behind a front that does what the facade does to a hosted side and no more.</summary>
internal sealed class RunningAdapters : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TemporaryFolder _data;

    private RunningAdapters(WebApplication app, TemporaryFolder data)
    {
        (_app, _data) = (app, data);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public TemporaryFolder Data => _data;

    public SystemAdapters Adapters => _app.Services.GetRequiredService<SystemAdapters>();

    public SystemHealth Health => _app.Services.GetRequiredService<SystemHealth>();

    public Recordings Recordings => _app.Services.GetRequiredService<Recordings>();

    public CallGates Gates => _app.Services.GetRequiredService<CallGates>();

    public IdentityMap Identities => _app.Services.GetRequiredService<IdentityMap>();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public IChangeSource Source(string side, string entity) =>
        _app.Services.GetRequiredService<ChangeParties>().FindSource(side, entity)!;

    public IChangeTarget Target(string side, string entity) =>
        _app.Services.GetRequiredService<ChangeParties>().FindTarget(side, entity)!;

    public static async Task<RunningAdapters> StartAsync(
        PlanBundle bundle, PlanReferences references, LogLines? log = null, TemporaryFolder? data = null,
        StoreOptions? store = null)
    {
        data ??= new TemporaryFolder();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (log is not null)
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        if (store is not null)
            builder.Services.AddSingleton(store);
        // A process of its own, also where several run in one.
        builder.Services.AddSingleton(new ThisNode("adapters", () => ""));
        builder.Services.AddPlatform(new DataFolder(data.Path), references).AddAdapters();
        var app = builder.Build();
        await app.Services.MigratePlatformAsync();
        var errors = new PlanErrors();
        var plan = app.Services.GetRequiredService<PlanLoader>().Load(bundle, references, errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        app.Services.GetRequiredService<CurrentRouting>().Serve(
            new RoutingSnapshot(1, plan!, new Dictionary<string, RouteState>()));
        app.Use((context, next) =>
        {
            var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
            context.Request.Path = new PathString(PathText.Read(target.Split('?')[0]));
            return next(context);
        });
        app.UseRouting();
        foreach (var routes in plan!.Routes.GroupBy(r => (r.Match.Method, r.Match.Path)))
        {
            app.MapMethods(routes.Key.Path, [routes.Key.Method], context =>
            {
                // Of routes with one path the one with most conditions that hold.
                var route = routes.OrderByDescending(r => r.Match.Query.Length)
                    .First(r => r.Match.Query.All(q => context.Request.Query.ContainsKey(q.Key)));
                var id = context.Request.Headers["X-Hub-Request-Id"].FirstOrDefault() ?? Guid.NewGuid().ToString();
                context.Features.Set(new SideRequest(id, route.Id, PathValues.Decode(context.Request.RouteValues)!));
                return OnceAsync(
                    context, route, app.Services.GetRequiredService<HostedSides>().Find(route.Legacy.Name.ToString())!);
            });
        }

        app.MapGroup("/systems").MapOperations();
        await app.StartAsync();
        return new RunningAdapters(app, data);
    }

    private static async Task OnceAsync(HttpContext context, RoutePlan route, RequestDelegate side)
    {
        if (!route.IsWrite || !IdempotentWrites.Asks(context.Request))
        {
            await side(context);
            return;
        }

        var scope = new IdempotencyScope(
            $"capability {route.Capability.Name}", route.Id, Caller: null, ByCredentials: true, Headers: []);
        var write = await context.RequestServices.GetRequiredService<IdempotentWrites>().BeginAsync(context, scope);
        if (write is null)
            return;
        await side(context);
        await write.EndAsync();
    }

    /// <summary>An orderly end, as on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => DisposeAsync(keepData: false);

    public async ValueTask DisposeAsync(bool keepData)
    {
        Client.Dispose();
        await _app.DisposeAsync();
        if (!keepData)
            _data.Dispose();
    }

    public static PlanBundle Bundle(params IEnumerable<(string Path, string Text)> files) =>
        new(files.Select(f => KeyValuePair.Create(f.Path, Encoding.UTF8.GetBytes(f.Text))));
}
