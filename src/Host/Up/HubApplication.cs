using Hub.Adapters;
using Hub.Facade;
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
            .AddPlatform(new DataFolder(options.DataFolder), references)
            .AddAdapters()
            .AddProducts()
            .AddOrders()
            .AddMessaging()
            .AddSync()
            .AddFacade();

        var app = builder.Build();
        app.UseFacade();
        app.MapFacade().MapGroup("/sync").MapSync();
        var metrics = app.MapMetrics();
        if (!options.OpenMetrics)
            metrics.RequireAuthorization();
        return app;
    }

    /// <summary>Only what it takes to read a plan and check it by every part's rules.</summary>
    public static ServiceProvider CreatePlanChecker() => new ServiceCollection()
        .AddLogging()
        .AddPlatform(new DataFolder(Path.GetTempPath()), new PlanReferences())
        .AddAdapters()
        .AddSync()
        .AddFacade()
        .BuildServiceProvider();
}
