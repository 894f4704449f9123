using System.CommandLine;
using System.CommandLine.Help;
using Hub.Host.Shell;
using Hub.Host.Up;

namespace Hub.Host.Commands;

/// <summary>The command line as a whole.</summary>
internal static class AllCommands
{
    /// <summary>Makes it; named as it is typed, for its help to be typed after.</summary>
    public static Command Create() => new(
        "./hub",
        "Hub: a strangler-fig integration hub. One facade over systems of record and the services that take over from them.")
    {
        new HelpOption { Action = new CommandHelp() },
        new VersionOption(),
        HubOptions.Verbose,
        UpCommand.Create(),
        RoutesCommand.Create(),
        SystemsCommand.Create(),
        TryCommand.Create(),
        ShiftCommand.Create(),
        RollbackCommand.Create(),
        EvidenceCommand.Create(),
        DiscoverCommand.Create(),
        GuardrailCommand.Create(),
        RulesCommand.Create(),
        RetireCommand.Create(),
        ReplayCommand.Create(),
        ApprovalsCommand.Create(),
        ApproveCommand.Create(),
        TokenCommand.Create(),
        ExplainCommand.Create(),
        TrafficCommand.Create(),
        RevisionsCommand.Create(),
        NodesCommand.Create(),
        ThinnessCommand.Create(),
        JobsCommand.Create(),
        AuditCommand.Create(),
        NotifyCommand.Create(),
        PlanCommand.Create(),
        NewCommand.Create(),
        ImportCommand.Create(),
        RecordCommand.Create(),
        SyncCommand.Create(),
        FeedCommand.Create(),
        DemoCommand.Create(),
        DoctorCommand.Create(),
        CompletionCommand.Create(Create),
    };
}
