using LegacyLandscape;
using LegacyLandscape.Crm;
using LegacyLandscape.Erp;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Finance;
using LegacyLandscape.Shop;
using LegacyLandscape.Traffic;

CommandLine options;
try
{
    options = CommandLine.Parse(args);
}
catch (FormatException wrong)
{
    Handshake.Refuse(wrong.Message);
    return 2;
}

using var lifetime = new Lifetime(options.ExitWithParent);
await using var erp = ErpApplication.Create(new ErpOptions
{
    DataDirectory = options.Data,
    Url = options.ErpUrl,
    Sessions = options.ErpSessions,
});
await using var crm = CrmApplication.Create(new CrmOptions
{
    DataDirectory = options.Data,
    Url = options.CrmUrl,
    Password = options.CrmPassword,
});
var financeOptions = new FinanceOptions { DataDirectory = options.Data, Url = options.FinanceUrl };
await using var finance = FinanceApplication.Create(financeOptions);
await using var shop = ShopApplication.Create(new ShopOptions
{
    Orders = erp.Services.GetRequiredService<OrderStore>(),
    Url = options.ShopUrl,
});
await using var players = Players.Of(erp.Services, crm.Services, finance.Services);
lifetime.Told += players.Told;
await erp.StartAsync();
Handshake.Announce("erp", erp);
await crm.StartAsync();
Handshake.Announce("crm", crm);
await finance.StartAsync();
Handshake.Announce("finance", financeOptions.File);
Handshake.Announce("finance-control", finance);
await shop.StartAsync();
Handshake.Announce("shop", shop);
Handshake.Ready();

await lifetime.Stopped;
await Task.WhenAll(erp.StopAsync(), crm.StopAsync(), finance.StopAsync(), shop.StopAsync());
return 0;
