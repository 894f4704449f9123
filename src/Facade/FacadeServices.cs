using Hub.Facade.ModelContext;
using Hub.Facade.Access;
using Hub.Facade.Addressing;
using Hub.Facade.Admin;
using Hub.Facade.Answers;
using Hub.Facade.CanaryShare;
using Hub.Facade.Composing;
using Hub.Facade.Connections;
using Hub.Facade.Cutover;
using Hub.Facade.Deciding;
using Hub.Facade.Describing;
using Hub.Facade.Discovering;
using Hub.Facade.Evidence;
using Hub.Facade.Forwarding;
using Hub.Facade.Gating;
using Hub.Facade.Guarding;
using Hub.Facade.LeftBehind;
using Hub.Facade.Live;
using Hub.Facade.OwnWrites;
using Hub.Facade.Replaying;
using Hub.Facade.Retiring;
using Hub.Facade.Rules;
using Hub.Facade.Shadowing;
using Hub.Facade.Signing;
using Hub.Facade.Thinness;
using Hub.Facade.Traffic;
using Hub.Facade.Watching;
using Hub.Facade.Waves;
using Hub.Platform.Describing;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade;

/// <summary>The front door of the facade.</summary>
public static class FacadeServices
{
    /// <summary>Adds what it takes to answer the public API and the hub's own surface.</summary>
    public static IServiceCollection AddFacade(this IServiceCollection services)
    {
        services.AddAuthentication(AccessTokenAuthentication.Scheme)
            .AddScheme<AccessTokenOptions, AccessTokenAuthentication>(AccessTokenAuthentication.Scheme, _ => { });
        services.AddAuthorization()
            .AddSingleton<IAuthorizationHandler, AccessHandler>()
            .AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>()
            .AddModelContext()
            .AddSingleton<IPlanRule, NothingLeadsBack>()
            .AddSingleton<RefusedWrites>()
            .AddHostedService(provider => provider.GetRequiredService<RefusedWrites>())
            .AddSingleton<LateAudit>()
            .AddHostedService(provider => provider.GetRequiredService<LateAudit>());
        return services
            .AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Shape)
            .AddSingleton<KnownTokens>()
            .AddSingleton(services => new ContractDocuments(
                services.GetRequiredService<CurrentRouting>(),
                services.GetRequiredService<RevisionLog>(),
                services.GetServices<IContractSource>(),
                services.GetService<AdminListener>(),
                services.GetServices<EntityContract>()))
            .AddSingleton<IPlanPart>(services => services.GetRequiredService<ContractDocuments>())
            .AddSingleton<OwnSurfaceDocument>()
            .AddSingleton<JwtKeys>()
            .AddSingleton<IPlanPart>(services => services.GetRequiredService<JwtKeys>())
            .AddSingleton<JwtCallers>()
            .AddSingleton<CallerAccess>()
            .AddAddressing()
            .AddConnectionBounds()
            .AddForwarding()
            .AddWatching()
            .AddSingleton<RouteListing>()
            .AddSingleton<EvidenceListing>()
            .AddSingleton<WaveListing>()
            .AddSingleton<PlanStatus>()
            .AddThinness()
            .AddSingleton<TrafficListing>()
            .AddSingleton<LiveRoutes>()
            .AddShadowing()
            .AddLeftBehind()
            .AddDiscovering()
            .AddGating()
            .AddNoticeSending()
            .AddRetiring()
            .AddSigning()
            .AddReplaying()
            .AddDeciding()
            .AddComposing()
            .AddCutover()
            .AddGuarding();
    }

    /// <summary>Creates and updates the facade's tables; comes after Platform's.</summary>
    /// <exception cref="ServiceKit.Storage.NewerStoreException">A later version of the hub has written the store.</exception>
    public static async Task MigrateFacadeAsync(this IServiceProvider services)
    {
        await services.GetRequiredService<WrittenRecords>().MigrateAsync();
        await services.GetRequiredService<RouteEvidence>().MigrateAsync();
        await services.GetRequiredService<EvidenceDocuments>().MigrateAsync();
        await services.GetRequiredService<DiscoveredRequests>().MigrateAsync();
        await services.GetRequiredService<Guardrails>().MigrateAsync();
        await services.GetRequiredService<DifferenceExamples>().MigrateAsync();
        await services.GetRequiredService<CanaryKeys>().MigrateAsync();
        await services.GetRequiredService<AcceptedRules>().MigrateAsync();
        await services.GetRequiredService<CallersOfLegacy>().MigrateAsync();
        await services.GetRequiredService<ShadowShares>().MigrateAsync();
        await services.GetRequiredService<PublishedKeys>().MigrateAsync();
        await services.GetRequiredService<ThinnessDays>().MigrateAsync();
    }

    /// <summary>
    /// The request's way: refuse what is not to be trusted, name the request, log it if it fails, find the route.
    /// </summary>
    public static void UseFacade(this WebApplication app)
    {
        if (app.Services.GetService<TrustedProxies>() is { Networks.Count: > 0 })
            app.UseMiddleware<ProxiedRequests>();
        app.UseMiddleware<RequestIdentity>();
        app.UseMiddleware<FailureLog>();
        app.UseExceptionHandler(FailureAnswers.Options());
        app.UseMiddleware<TargetReading>();
        app.UseRouting();
        if (app.Services.GetService<AdminListener>() is not null)
            app.UseMiddleware<SurfaceSplit>();
        // The public API's callers are their sides' business: what is not the hub's own surface ends here, and only requests
        // that ask who is there come as far as authentication and authorization. Where both stand is said by placing them: the
        // builder puts them in front of every request only where nobody did.
        var door = app.Services.GetRequiredService<HostedDoor>();
        app.MapWhen(IsNotOwnSurface, static open => open.UseEndpoints(static _ => { }));
        app.Use(PathValues.DecodeAsync);
        app.MapWhen(AsksNobody, open => open.Use(door.To).UseEndpoints(static _ => { }));
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(door.To);
        app.Services.GetRequiredService<PathClaims>().Over(((IEndpointRouteBuilder)app).DataSources);
    }

    /// <summary>Hands what lies under a part of the own surface to the peer that runs it.</summary>
    public static void MapPeer(this IEndpointRouteBuilder group, IServiceProvider services, Uri peer) =>
        group.Map("/{**rest}", services.GetRequiredService<HttpSides>().PassThrough(peer)).ReadsQuery();

    // Public routes go their own way, and so do hops to hosted sides; all else is the own surface, whoever asks.
    private static bool IsNotOwnSurface(HttpContext context) =>
        context.GetEndpoint()?.Metadata is not { } metadata
        || metadata.GetMetadata<ServedAt>()?.Public == true
        || metadata.GetMetadata<HopMetadata>() is not null
        || metadata.GetMetadata<OwnPipeline>() is not null;

    private static bool AsksNobody(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null;

    /// <summary>Maps the public API: the plan's routes, its compositions and its catch-alls.</summary>
    public static void MapPublicApi(this WebApplication app)
    {
        var sources = ((IEndpointRouteBuilder)app).DataSources;
        sources.Add(app.Services.GetRequiredService<PlanEndpoints>());
        sources.Add(app.Services.GetRequiredService<ComposedEndpoints>());
    }

    /// <summary>Maps the hub's own surface, which every process has, and returns its group for other parts to add to.</summary>
    public static RouteGroupBuilder MapOwnSurface(this WebApplication app)
    {
        app.MapHealth();
        app.MapHops();
        app.MapReserved();
        app.MapUnclaimed();
        if (app.Services.GetService<JobsDashboard>() is not null)
            app.MapJobPages();
        var api = app.MapAdmin();
        api.MapLive();
        api.MapTraffic();
        api.MapCompositions();
        api.MapWaves();
        api.MapThinness();
        return api;
    }

    /// <summary>Maps a further part of the own surface, under the same authorization and audit, at a path of its own.</summary>
    /// <param name="app">The application.</param>
    /// <param name="prefix">The path, such as <c>/systems</c>; no route of a plan may have it.</param>
    /// <param name="least">The role that all of it takes at least.</param>
    public static RouteGroupBuilder MapOwnSurface(
        this WebApplication app, string prefix, AccessRole least = AccessRole.Viewer) =>
        app.MapOwnGroup(prefix, least: least);
}
