using Hub.Host.Commands;
using Hub.Host.Completing;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>The completion scripts in the shells themselves: what a person sees who presses the tabulator.</summary>
public sealed class CompletingInShells : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Typed { get; } = new()
    {
        { "pl", "plan", "audit" },
        { "plan ch", "check", "diff" },
        { "shift orders.get --to c", "canary", "shadow" },
        { "routes --j", "--json", "--watch" },
        { "completion f", "fish", "bash" },
        { "plan schema sy", "system", "hub" },
        { "sync parked re", "replay", "drop" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task Bash_completes(string typed, string offered, string other)
    {
        var words = $"hub {typed}".Split(' ');
        var offers = await RunAsync("bash", $"""
            source '{await ScriptAsync("bash")}'
            COMP_WORDS=({string.Join(' ', words)}); COMP_CWORD={words.Length - 1}
            _hub; echo "${"{COMPREPLY[@]}"}"
            """);
        offers.ShouldContain(offered);
        offers.ShouldNotContain(other);
    }

    [Theory]
    [MemberData(nameof(Typed))]
    public async Task Fish_completes(string typed, string offered, string other)
    {
        SkipWithout("fish");
        var lines = await RunAsync("fish", $"source '{await ScriptAsync("fish")}'; complete -C 'hub {typed}'");
        var offers = lines.SelectMany(l => l.Split('\t').Take(1)).ToList();
        offers.ShouldContain(offered);
        offers.ShouldNotContain(other);
    }

    [Fact]
    public async Task Zsh_takes_the_script()
    {
        SkipWithout("zsh");
        var said = await RunAsync("zsh", $"source '{await ScriptAsync("zsh")}'; echo $_comps[hub] $(_hub_words plan)");
        said.ShouldContain("check");
    }

    [Fact]
    public void Every_command_is_completed_with_all_its_options()
    {
        var completed = CompletedCommand.All(AllCommands.Create());
        completed.Select(c => c.Path).ShouldBeUnique();
        foreach (var path in new[] { "up", "plan check", "sync parked replay", "completion" })
            completed.ShouldContain(c => c.Path == path && c.Words.Any(w => w.Word == "--verbose"), path);
    }

    private async Task<string> ScriptAsync(string shell)
    {
        var result = await HubCommand.RunAsync("completion", shell);
        result.ExitCode.ShouldBe(0, result.Errors);
        var file = _folder.File($"hub.{shell}");
        await File.WriteAllTextAsync(file, result.Output + "\n", TestContext.Current.CancellationToken);
        return file;
    }

    private static async Task<IReadOnlyList<string>> RunAsync(string shell, string script)
    {
        await using var program = RunningProgram.Start(shell, ["-c", script]);
        (await program.ExitAsync()).ShouldBe(0, program.Errors);
        program.Errors.ShouldBeEmpty();
        return [.. program.Text.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries)];
    }

    private static void SkipWithout(string shell) => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(f => File.Exists(Path.Combine(f, shell))),
        $"{shell} is not installed.");
}
