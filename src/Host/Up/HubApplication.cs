using Hub.Adapters;
using Hub.Facade;
using Hub.Orders;
using Hub.Platform;
using Hub.Platform.Messaging;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.Products;
using Hub.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Host.Up;

/// <summary>Where the parts meet.</summary>
internal static class HubApplication
{
    public static WebApplication Build(UpOptions options, PlanReferences references)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Hub" });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Hub", LogLevel.Information)
            // Any log level here would start an activity and a scope for each request, listened to or not.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            // A front-end that hangs up is no warning, and no stack trace.
            .AddFilter("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.Error);
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false)
            .UseUrls(options.Urls);
        builder.Services
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
            services.AddProducts().AddOrders();
        return roles.HasFlag(Roles.Sync) ? services.AddMessaging().AddSync() : services.AddSyncPlanRules();
    }

    /// <summary>Only what it takes to read a plan and check it by every part's rules.</summary>
    public static ServiceProvider CreatePlanChecker() => new ServiceCollection()
        .AddLogging()
        .AddPlatform(new DataFolder(Path.GetTempPath()), new PlanReferences())
        .AddAdapterPlanRules()
        .AddSyncPlanRules()
        .BuildServiceProvider();
}
