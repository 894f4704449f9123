using System.Text.RegularExpressions;

namespace Hub.Architecture.Tests;

/// <summary>Commands read the records that the hub's own API answers with, and not members by their names.</summary>
public sealed partial class CommandsReadRecords
{
    [Fact]
    public void No_command_reads_a_member_by_its_name() =>
        Projects.Sources("src/Host")
            .Where(s => ByName.IsMatch(s.Text))
            .Select(s => $"{Path.GetFileName(s.Path)}: {ByName.Match(s.Text).Value}")
            .ShouldBeEmpty("read the answer's record: answer.Read<NodeView>()");

    [GeneratedRegex(@"\.(Try)?GetProperty\([^)]*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ByName { get; }
}
