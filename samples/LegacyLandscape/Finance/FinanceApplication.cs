using LegacyLandscape.Finance.Control;
using LegacyLandscape.Finance.Store;
using LegacyLandscape.Store;

namespace LegacyLandscape.Finance;

/// <summary>The finance database, with the back office's hands on it as a web application.</summary>
internal static class FinanceApplication
{
    /// <summary>Not started yet; after <c>StartAsync</c> the address of its control API is in its Urls.</summary>
    public static WebApplication Create(FinanceOptions options)
    {
        var builder = LegacyServer.CreateBuilder();
        builder.Services.AddSingleton(_ => new SqliteDatabase(options.DataDirectory, FinanceOptions.FileName, "Finance.Store"));
        builder.Services.AddSingleton(options.Clock).AddSingleton<InvoiceStore>();

        var app = builder.Build(options.Url, "FI/3.1");
        // Others open the file without asking, so it must be there before anybody is told of it.
        app.Services.GetRequiredService<InvoiceStore>();
        app.MapControl();
        return app;
    }
}
