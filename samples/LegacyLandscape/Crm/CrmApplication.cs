using LegacyLandscape.Crm.Control;
using LegacyLandscape.Crm.Security;
using LegacyLandscape.Crm.Soap;
using LegacyLandscape.Crm.Store;
using LegacyLandscape.Soap;
using LegacyLandscape.Store;

namespace LegacyLandscape.Crm;

/// <summary>The CRM as a web application of its own. Any number of them can live in one process.</summary>
internal static class CrmApplication
{
    /// <summary>Not started yet; after <c>StartAsync</c> its address is in <see cref="WebApplication.Urls"/>.</summary>
    public static WebApplication Create(CrmOptions options)
    {
        var builder = LegacyServer.CreateBuilder();
        builder.Services.AddCrm(options);

        var app = builder.Build(options.Url, "CRM/2.3");
        app.MapSoap<CrmEndpoint>("/crm/services/CustomerService");
        app.MapControl();
        return app;
    }

    private static void AddCrm(this IServiceCollection services, CrmOptions options)
    {
        services.AddSingleton(_ => new SqliteDatabase(options.DataDirectory, "crm.db", "Crm.Store"));
        services.AddSingleton(options.Clock);
        services.AddSingleton(new UsernameTokens(CrmOptions.User, options.Password, options.Clock));
        services.AddSingleton<TransactionClock>().AddSingleton<CustomerStore>();
        services.AddSingleton<IOperations, CustomerOperations>();
        services.AddSoap<CrmEndpoint>(Namespaces.Service);
    }
}
