using LegacyLandscape;
using LegacyLandscape.Crm;
using LegacyLandscape.Erp;

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
await erp.StartAsync();
Handshake.Announce("erp", erp);
await crm.StartAsync();
Handshake.Announce("crm", crm);
Handshake.Ready();

await lifetime.Stopped;
await Task.WhenAll(erp.StopAsync(), crm.StopAsync());
return 0;
