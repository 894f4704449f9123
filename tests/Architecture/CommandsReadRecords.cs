using System.Text.RegularExpressions;

namespace Hub.Architecture.Tests;

/// <summary>
/// Commands read the records that the hub's own API answers with, and not members by their names. Those that still do are
/// listed with how many there are; a number only ever goes down.
/// </summary>
public sealed partial class CommandsReadRecords
{
    private static readonly Dictionary<string, int> NotYet = new(StringComparer.Ordinal)
    {
        ["ApprovalsCommand.cs"] = 6,
        ["AuditEntries.cs"] = 1,
        ["AuditVerifyCommand.cs"] = 1,
        ["BackfillCommand.cs"] = 5,
        ["CaptureCommands.cs"] = 1,
        ["ConflictsCommand.cs"] = 2,
        ["ContractDriftTelling.cs"] = 1,
        ["DiscoverCommand.cs"] = 2,
        ["DiscoverTelling.cs"] = 5,
        ["FollowedBatch.cs"] = 3,
        ["JobsCommand.cs"] = 6,
        ["JobsRunCommand.cs"] = 1,
        ["NotifyCommand.cs"] = 2,
        ["PlanApplyCommand.cs"] = 5,
        ["PlanDiffTelling.cs"] = 12,
        ["PlanListCommand.cs"] = 3,
        ["PlanSource.cs"] = 2,
        ["ReconcileCommand.cs"] = 6,
        ["RecordCommand.cs"] = 3,
        ["ReplayCommand.cs"] = 11,
        ["RulesCommand.cs"] = 1,
        ["SyncCheckCommand.cs"] = 5,
        ["SyncCommand.cs"] = 3,
        ["SystemsCommand.cs"] = 3,
        ["TokenCommand.cs"] = 1,
        ["TryCommand.cs"] = 8,
    };

    [Fact]
    public void No_command_reads_more_members_by_name_than_before()
    {
        var found = Projects.Sources("src/Host/Commands")
            .ToDictionary(s => Path.GetFileName(s.Path), s => ByName.Count(s.Text), StringComparer.Ordinal);
        found.Where(f => f.Value > NotYet.GetValueOrDefault(f.Key)).Select(f => $"{f.Key}: {f.Value}")
            .ShouldBeEmpty("read the answer's record: answer.Read<NodeView>()");
        NotYet.Where(f => found.GetValueOrDefault(f.Key) < f.Value).Select(f => $"{f.Key}: {found.GetValueOrDefault(f.Key)}")
            .ShouldBeEmpty("write down the lower number, or take the file out");
    }

    [GeneratedRegex(@"\.(Try)?GetProperty\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ByName { get; }
}
