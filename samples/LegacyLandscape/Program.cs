using LegacyLandscape;
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
await erp.StartAsync();
Handshake.Announce("erp", erp);
Handshake.Ready();

await lifetime.Stopped;
await erp.StopAsync();
return 0;
