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

await using var erp = ErpApplication.Create(new ErpOptions
{
    DataDirectory = options.Data,
    Url = options.ErpUrl,
    Sessions = options.ErpSessions,
});
await erp.StartAsync();
Handshake.Announce("erp", erp);
Handshake.Ready();

await Lifetime.UntilStoppedAsync(options.ExitWithParent);
await erp.StopAsync();
return 0;
