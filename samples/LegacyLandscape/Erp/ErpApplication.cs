using System.Text.Json;
using System.Text.Json.Serialization;
using LegacyLandscape.Erp.Control;
using LegacyLandscape.Erp.Soap;
using LegacyLandscape.Erp.Store;

namespace LegacyLandscape.Erp;

/// <summary>The ERP as a web application of its own. Any number of them can live in one process.</summary>
internal static class ErpApplication
{
    /// <summary>Not started yet; after <c>StartAsync</c> its address is in <see cref="WebApplication.Urls"/>.</summary>
    public static WebApplication Create(ErpOptions options)
    {
        // Empty, so that no environment variable, settings file or signal reaches it but through the options.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, SignalsLeftAlone>();
        builder.Services.AddRoutingCore();
        builder.Services.AddErp(options);

        var app = builder.Build();
        app.Urls.Add(options.Url);
        app.Use((context, next) =>
        {
            context.Response.Headers.Server = "ERP/4.7";
            return next(context);
        });
        app.MapErp();
        return app;
    }

    private static void AddErp(this IServiceCollection services, ErpOptions options)
    {
        services.AddSingleton(_ => new ErpDatabase(options.DataDirectory));
        services.AddSingleton(options.Clock);
        services.AddSingleton(new Sessions(options.Sessions));
        services.AddSingleton<ItemStore>().AddSingleton<OrderStore>();
        services.AddSingleton<RecordLocks>().AddSingleton<Behaviour>().AddSingleton<CallCounter>();
        services.AddSingleton<ItemOperations>().AddSingleton<OrderOperations>().AddSingleton<OperationTable>();
        services.AddSingleton<Wsdl>().AddSingleton<EnvelopeReader>();
        services.AddSingleton<SoapEndpoint>().AddSingleton<WsdlEndpoint>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false)));
    }

    private static void MapErp(this WebApplication app)
    {
        const string service = "/erp/services/ErpService";
        // Resolving the endpoint opens the store: a data directory that cannot be used is reported before any port is.
        app.MapPost(service, app.Services.GetRequiredService<SoapEndpoint>().HandleAsync);
        app.MapGet(service, app.Services.GetRequiredService<WsdlEndpoint>().HandleAsync);
        app.MapPages();
        app.MapControl();
    }
}
