using System.CommandLine;
using System.CommandLine.Help;
using Hub.Host.Commands;
using Hub.Host.Up;

// Patterns of other people's schemas are compared by a library that sets no limit. Said before anything makes a Regex. Long
// enough for a machine that is busy: other libraries' expressions have this limit too, and nobody catches what it throws.
AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(2));

PrivateFiles.ApplyToProcess();

// Named as it is typed, for its help to be typed after.
var hub = new Command(
    "./hub",
    "Hub: a strangler-fig integration hub. One facade over systems of record and the services that take over from them.")
{
    new HelpOption(),
    new VersionOption(),
    HubOptions.Verbose,
    UpCommand.Create(),
    RoutesCommand.Create(),
    SystemsCommand.Create(),
    TryCommand.Create(),
    ShiftCommand.Create(),
    RollbackCommand.Create(),
    ApproveCommand.Create(),
    TokenCommand.Create(),
    ExplainCommand.Create(),
    RevisionsCommand.Create(),
    NodesCommand.Create(),
    JobsCommand.Create(),
    AuditCommand.Create(),
    PlanCommand.Create(),
    ImportCommand.Create(),
    RecordCommand.Create(),
    SyncCommand.Create(),
};
return await CommandLine.RunAsync(hub, args);
