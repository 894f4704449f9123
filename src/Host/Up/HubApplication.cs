using Hub.Adapters;
using Hub.Facade;
using Hub.Facade.Admin;
using Hub.Orders;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Messaging;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.Platform.Telemetry;
using Hub.Platform.Telemetry.Logging;
using Hub.Products;
using Hub.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Host.Up;

/// <summary>Where the parts meet.</summary>
internal static class HubApplication
{
    public static WebApplication Build(UpOptions options, PlanReferences references)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Hub" });
        builder.Logging.AddHubConsole();
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false)
            .UseUrls(options.AdminUrls is null ? options.Urls : $"{options.Urls};{options.AdminUrls}");
        builder.Services
            .AddTelemetry()
            .AddRouting()
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20))
            .AddSingleton(options.Peers)
            .AddSingleton(StoreOptions.FromEnvironment())
            .AddPlatform(new DataFolder(options.DataFolder), references)
            .AddNode(services => new ThisNode(RolesAndPeers.Write(options.Roles), () => AddressOf(services)))
            .AddAdminPort(options)
            .AddRoles(options.Roles)
            .AddFacade();

        var app = builder.Build();
        app.UseFacade();
        if (options.Roles.HasFlag(Roles.Facade))
            app.MapPublicApi();
        var surface = app.MapOwnSurface();
        Map(surface.MapGroup("/sync"), "sync", options.Roles.HasFlag(Roles.Sync), group => group.MapSync());
        Map(surface.MapGroup("/systems"), "adapters", options.Roles.HasFlag(Roles.Adapters), group => group.MapSystems());
        var metrics = app.MapMetrics();
        if (!options.OpenMetrics)
            metrics.RequireAuthorization().ReadBy(AccessRole.Viewer);
        return app;

        // Every process has the hub's own surface; what another one runs is asked there.
        void Map(RouteGroupBuilder group, string role, bool here, Action<RouteGroupBuilder> map)
        {
            if (here)
                map(group);
            else if (options.Peers.Find(role) is { } peer)
                group.MapPeer(app.Services, peer);
        }
    }

    private static IServiceCollection AddRoles(this IServiceCollection services, Roles roles)
    {
        // Sync reads and writes both sides itself, so it brings their doors along; every process checks plans by all rules.
        if ((roles & (Roles.Adapters | Roles.Sync)) != Roles.None)
            services.AddAdapters();
        else
            services.AddAdapterPlanRules();
        if ((roles & (Roles.Services | Roles.Sync)) != Roles.None)
            services.AddProducts().AddOrders();
        return roles.HasFlag(Roles.Sync) ? services.AddMessaging(RabbitMqAddress.Parse(Environment.GetEnvironmentVariable("HUB_BUS"))).AddSync() : services.AddSyncPlanRules();
    }

    /// <summary>Where other nodes find this one's own surface.</summary>
    private static string AddressOf(IServiceProvider services) => services.GetService<AdminListener>()?.Addresses.FirstOrDefault()
        ?? services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    /// <summary>Only what it takes to read a plan and check it by every part's rules.</summary>
    public static ServiceProvider CreatePlanChecker() => new ServiceCollection()
        .AddLogging()
        .AddPlatform(new DataFolder(Path.GetTempPath()), new PlanReferences())
        .AddAdapterPlanRules()
        .AddSyncPlanRules()
        .BuildServiceProvider();
}
