using System.Diagnostics;
using System.Net;
using Hub.Adapters;
using Hub.Adapters.Mapping;
using Hub.Adapters.Surface;
using Hub.Cases;
using Hub.Console;
using Hub.Customers;
using Hub.Facade;
using Hub.Facade.Addressing;
using Hub.Facade.Connections;
using Hub.Facade.Forwarding;
using Hub.Host.Demo;
using Hub.Invoices;
using Hub.Orders;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Messaging;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Telemetry;
using Hub.Platform.Telemetry.Logging;
using Hub.Products;
using Hub.Reviews;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Hub.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Host.Up;

/// <summary>Where the parts meet.</summary>
internal static class HubApplication
{
    /// <param name="options">What the hub was told.</param>
    /// <param name="references">What plans may read of this machine.</param>
    /// <param name="time">The clock; the system's, if not given.</param>
    /// <param name="demo">What it has as the demo; null for every other hub.</param>
    public static WebApplication Build(
        UpOptions options, PlanReferences references, TimeProvider? time = null, DemoHub? demo = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Hub" });
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Logging.AddHubConsole();
        builder.WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => Listening.Configure(kestrel, options))
            .UseUrls(Listening.AllUrls(options));
        DrainingServer.AddTo(builder.Services, options.Drain);
        builder.AddTelemetry()
            .AddRoutingMetrics()
            .AddRouting()
            .Configure<HostOptions>(host =>
            {
                host.ShutdownTimeout = options.Drain.Whole;
                // Services of the hub's own begin again by themselves; no other one's failure ends the process either.
                host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
            })
            .AddSingleton(options.Drain)
            .AddHostedService<Draining>()
            .AddSingleton(options.Peers)
            .AddSingleton(options.TrustedProxies)
            .AddSingleton(new OwnAddresses([.. Listening.AllUrls(options).Split(';')]))
            .AddBoundedListening(OpenFiles.Bound(options.MaxConnections))
            .AddSingleton(Converters(options.Converters))
            .AddSingleton(StoreOptions.FromEnvironment())
            .AddPlatform(new DataFolder(options.DataFolder), references)
            .AddNode(services => new ThisNode(RolesAndPeers.Write(options.Roles), () => AddressOf(services)))
            .AddAdminPort(options)
            .AddAnchors(options.Anchors)
            .AddRoles(options.Roles)
            .AddJobEngine()
            .AddFacade()
            .AddConsole(services => new Uri(OwnSurface(services)))
            .AddDemo(demo, services => new Uri(Reachable(PublicAddresses(services).First())));

        var app = builder.Build();
        app.UseFacade();
        if (options.Roles.HasFlag(Roles.Facade))
            app.MapPublicApi();
        var surface = app.MapOwnSurface();
        surface.MapDemo(demo);
        app.MapConsole().InPipelineOfItsOwn();
        Map(surface.MapGroup("/sync"), "sync", options.Roles.HasFlag(Roles.Sync), group => group.MapSync());
        Map(surface.MapGroup("/systems"), "adapters", options.Roles.HasFlag(Roles.Adapters), group => group.MapSystems());
        var (feed, records) = (
            app.MapOwnSurface("/hub/feed", AccessRole.Consumer), app.MapOwnSurface("/hub/records", AccessRole.Consumer));
        Map(feed, "sync", options.Roles.HasFlag(Roles.Sync), group => group.MapFeed());
        Map(records, "sync", options.Roles.HasFlag(Roles.Sync), group => group.MapRecords());
        Map(app.MapOwnSurface("/systems"), "adapters", options.Roles.HasFlag(Roles.Adapters), group => group.MapOperations());
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
        services.AddServiceContracts();
        // Sync reads and writes both sides itself, so it brings their doors along; every process checks plans by all rules.
        if ((roles & (Roles.Adapters | Roles.Sync)) != Roles.None)
            services.AddAdapters();
        else
            services.AddAdapterPlanRules();
        if ((roles & (Roles.Services | Roles.Sync)) != Roles.None)
        {
            services.AddProducts().AddOrders().AddCustomers().AddInvoices().AddReviews().AddCases();
            foreach (var module in ServiceModules.All)
                module.Add(services);
        }

        return roles.HasFlag(Roles.Sync)
            ? services.AddMessaging(RabbitMqAddress.Parse(Environment.GetEnvironmentVariable("HUB_BUS"))).AddSync()
            : services.AddSyncPlanRules().AddSyncStatus();
    }

    /// <summary>What the hosted services take and give, which plans are checked by wherever they run.</summary>
    private static IServiceCollection AddServiceContracts(this IServiceCollection services)
    {
        EntityContract[] own =
        [
            ProductsRegistration.Contract, ProductsRegistration.Stock, OrdersRegistration.Contract,
            CustomersRegistration.Contract, InvoicesRegistration.Contract, ReviewsRegistration.Contract,
            CasesRegistration.Contract,
        ];
        foreach (var contract in own.Concat(ServiceModules.All.Select(m => m.Contract)))
            services.AddSingleton(contract);
        return services;
    }

    /// <summary>Where other nodes find this one's own surface: an address that means all of a machine's is none.</summary>
    private static string AddressOf(IServiceProvider services)
    {
        var given = services.GetService<AdminListener>()?.Addresses.FirstOrDefault()
            ?? services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (given is null)
            return "";
        var address = BindingAddress.Parse(given);
        // Any free one, and not yet known which.
        if (address.Port == 0)
            return "";
        var host = MeansAll(address) ? Dns.GetHostName() : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    /// <summary>Where this process finds its own surface.</summary>
    private static string OwnSurface(IServiceProvider services) => Reachable(
        services.GetService<AdminListener>()?.Addresses.FirstOrDefault() ?? AllAddresses(services).First());

    private static IEnumerable<string> PublicAddresses(IServiceProvider services) =>
        AllAddresses(services).Except(services.GetService<AdminListener>()?.Addresses ?? []);

    private static ICollection<string> AllAddresses(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>Returns where an address is found from here: by loopback, where it means all addresses.</summary>
    private static string Reachable(string listening)
    {
        var address = BindingAddress.Parse(listening);
        var host = MeansAll(address) ? "127.0.0.1" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    private static bool MeansAll(BindingAddress address) => address.Host is "*" or "+" or "[::]" or "0.0.0.0";

    /// <summary>Where converters of one's own come from: the folder given, or what the environment names.</summary>
    public static ConverterFolder Converters(string? folder) =>
        folder is null ? ConverterFolder.FromEnvironment() : new ConverterFolder(folder);

    /// <summary>Only what it takes to read a plan, check it by every part's rules and build what would be served of it.</summary>
    /// <param name="converters">Where converters of one's own come from.</param>
    /// <param name="urls">Where the hub will listen; null where nobody says so.</param>
    public static ServiceProvider CreatePlanChecker(string? converters = null, string? urls = null) =>
        CreateOffline(Path.GetTempPath(), new PlanReferences(), converters, new StoreOptions(), urls);

    /// <summary>The hub's parts without a server, for what is done to its store while it does not run.</summary>
    public static ServiceProvider CreateOffline(
        string data, PlanReferences references, string? converters, StoreOptions? store = null, string? urls = null) =>
        new ServiceCollection()
        .AddLogging()
        .AddRouting()
        .AddMetrics()
        // What a server would add, and routing asks for.
        .AddSingleton(new DiagnosticListener("Hub"))
        .AddSingleton(new OwnAddresses([.. Listening.Urls(urls)]))
        .AddSingleton(Converters(converters))
        .AddSingleton(store ?? StoreOptions.FromEnvironment())
        .AddPlatform(new DataFolder(data), references)
        .AddServiceContracts()
        .AddAdapterPlanRules()
        .AddSyncPlanRules()
        .AddFacade()
        .BuildServiceProvider();
}
