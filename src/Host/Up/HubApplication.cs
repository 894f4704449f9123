using Hub.Adapters;
using Hub.Facade;
using Hub.Invoices;
using Hub.Orders;
using Hub.Platform;
using Hub.Platform.Messaging;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.Platform.Telemetry;
using Hub.Platform.Telemetry.Logging;
using Hub.Products;
using Hub.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
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
            .UseUrls(options.Urls);
        builder.Services
            .AddTelemetry()
            .AddRouting()
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20))
            .AddSingleton(options.Peers)
            .AddSingleton(StoreOptions.FromEnvironment())
            .AddPlatform(new DataFolder(options.DataFolder), references)
            .AddRoles(options.Roles)
            .AddFacade();

        var app = builder.Build();
        app.UseFacade();
        if (options.Roles.HasFlag(Roles.Facade))
            app.MapPublicApi();
        var sync = app.MapOwnSurface().MapGroup("/sync");
        if (options.Roles.HasFlag(Roles.Sync))
            sync.MapSync();
        else if (options.Peers.Find("sync") is { } peer)
            sync.MapPeer(app.Services, peer);
        var metrics = app.MapMetrics();
        if (!options.OpenMetrics)
            metrics.RequireAuthorization();
        return app;
    }

    private static IServiceCollection AddRoles(this IServiceCollection services, Roles roles)
    {
        // Sync reads and writes both sides itself, so it brings their doors along; every process checks plans by all rules.
        if ((roles & (Roles.Adapters | Roles.Sync)) != Roles.None)
            services.AddAdapters();
        else
            services.AddAdapterPlanRules();
        if ((roles & (Roles.Services | Roles.Sync)) != Roles.None)
            services.AddProducts().AddOrders().AddInvoices();
        return roles.HasFlag(Roles.Sync) ? services.AddMessaging(RabbitMqAddress.Parse(Environment.GetEnvironmentVariable("HUB_BUS"))).AddSync() : services.AddSyncPlanRules();
    }

    /// <summary>Only what it takes to read a plan and check it by every part's rules.</summary>
    public static ServiceProvider CreatePlanChecker() => new ServiceCollection()
        .AddLogging()
        .AddPlatform(new DataFolder(Path.GetTempPath()), new PlanReferences())
        .AddAdapterPlanRules()
        .AddSyncPlanRules()
        .BuildServiceProvider();
}
