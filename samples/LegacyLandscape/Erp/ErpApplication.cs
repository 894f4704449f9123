using LegacyLandscape.Erp.Control;
using LegacyLandscape.Erp.Soap;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Soap;
using LegacyLandscape.Store;

namespace LegacyLandscape.Erp;

/// <summary>The ERP as a web application of its own. Any number of them can live in one process.</summary>
internal static class ErpApplication
{
    /// <summary>Not started yet; after <c>StartAsync</c> its address is in <see cref="WebApplication.Urls"/>.</summary>
    public static WebApplication Create(ErpOptions options)
    {
        var builder = LegacyServer.CreateBuilder();
        builder.Services.AddErp(options);

        var app = builder.Build(options.Url, "ERP/4.7");
        app.MapSoap<ErpEndpoint>("/erp/services/ErpService");
        app.MapPages();
        app.MapControl();
        return app;
    }

    private static void AddErp(this IServiceCollection services, ErpOptions options)
    {
        services.AddSingleton(_ => new SqliteDatabase(options.DataDirectory, "erp.db", "Erp.Store"));
        services.AddSingleton(options.Clock);
        services.AddSingleton(new Sessions(options.Sessions));
        services.AddSingleton<ItemStore>().AddSingleton<OrderStore>().AddSingleton<ReservationStore>();
        services.AddSingleton<RecordLocks>();
        services.AddSingleton<IOperations, ItemOperations>().AddSingleton<IOperations, StockOperations>()
            .AddSingleton<IOperations, OrderOperations>();
        services.AddSoap<ErpEndpoint>(Namespaces.Service);
    }
}
