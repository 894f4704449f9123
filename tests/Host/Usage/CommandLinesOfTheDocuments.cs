using System.CommandLine;
using System.Text.RegularExpressions;
using Hub.Host.Commands;
using Hub.Host.Shell;
using Hub.Tests.Processes;

namespace Hub.Host.Tests.Usage;

/// <summary>
/// What the documents tell people to type is a command line of the hub: its commands, options and values exist.
/// </summary>
public sealed partial class CommandLinesOfTheDocuments
{
    // Of a mention in a sentence, which may leave out what a command needs.
    private static readonly string[] WordsUnknown = [" has no command '", " has no option '", " belongs after ", " takes no '"];

    private static readonly string[] Documents =
    [
        Path.Combine(Repository.Root, "README.md"), Path.Combine(Repository.Root, "CHANGELOG.md"),
        Path.Combine(Repository.Root, "tests/Benchmarks/README.md"),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories),
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "migration-plan"), "*.md", SearchOption.AllDirectories),
    ];

    public static TheoryData<WrittenCommandLine> All => [.. Documents.SelectMany(WrittenCommandLine.In).Distinct()];

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_understood(WrittenCommandLine line)
    {
        var faults = CommandLine.Read(AllCommands.Create(), line.Words()).Faults;
        (line.IsWhole ? faults : [.. faults.Where(f => WordsUnknown.Any(f.Contains))]).ShouldBeEmpty($"{line}");
    }

    [Fact]
    public void A_line_to_be_typed_stands_in_a_block_of_code() =>
        Documents.SelectMany(WrittenCommandLine.OutsideOfBlocks).ShouldBeEmpty();

    [Fact]
    public void Each_command_is_typed_somewhere()
    {
        var typed = Documents.SelectMany(WrittenCommandLine.In).Select(l => l.Words().FirstOrDefault())
            .ToHashSet(StringComparer.Ordinal);
        AllCommands.Create().Subcommands.Where(c => !c.Hidden).Select(c => c.Name)
            .Where(name => !typed.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void A_command_that_a_message_names_is_there()
    {
        var root = AllCommands.Create();
        var unknown = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Named().Matches(File.ReadAllText(file))
                .Select(m => (File: Path.GetFileName(file), Words: m.Groups["words"].Value.Trim().Split(' '))))
            .Where(m => !Exists(root, m.Words)).Select(m => $"{m.File}: ./hub {string.Join(' ', m.Words)}");
        unknown.Distinct().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("audit verfy", "has no command 'verfy'")]
    [InlineData("audit --actr ann", "has no option '--actr'")]
    [InlineData("plan apply --capability billing", "--reason TEXT is missing")]
    public void A_line_that_is_not_is_found(string words, string fault) =>
        CommandLine.Read(AllCommands.Create(), new WrittenCommandLine("", $"./hub {words}", IsWhole: true).Words()).Faults
            .ShouldContain(f => f.Contains(fault, StringComparison.Ordinal));

    // Words of the sentence may follow: only a command that does nothing by itself needs one of its own commands.
    private static bool Exists(Command above, ReadOnlySpan<string> words)
    {
        if (words is not [var word, .. var rest])
            return above.Action is not null;
        return above.Subcommands.FirstOrDefault(c => c.Name == word) is { } command ? Exists(command, rest)
            : above.Action is not null;
    }

    [GeneratedRegex("""\./hub(?<words>(?: [a-z]+(?:-[a-z]+)*)+)""", RegexOptions.None, 2000)]
    private static partial Regex Named();
}
