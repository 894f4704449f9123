using System.CommandLine;
using Hub.Host.Commands;
using Hub.Host.Up;

var hub = new RootCommand("Hub: a strangler-fig integration hub. One facade over systems of record and the services that take over from them.")
{
    UpCommand.Create(),
    RoutesCommand.Create(),
    SystemsCommand.Create(),
    ShiftCommand.Create(),
    RollbackCommand.Create(),
    ApproveCommand.Create(),
    TokenCommand.Create(),
    ExplainCommand.Create(),
    RevisionsCommand.Create(),
    NodesCommand.Create(),
    AuditCommand.Create(),
    PlanCommand.Create(),
    RecordCommand.Create(),
    SyncCommand.Create(),
};
return await CommandLine.RunAsync(hub, args);
