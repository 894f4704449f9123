using System.Text.RegularExpressions;
using Hub.Host.Tests.Usage;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>
/// Types every command of the tour and of the README as it stands there, and waits for what the tour says will be seen.
/// </summary>
public sealed partial class TheTour
{
    private const string Until = "# until: ";
    private const string Refused = "# refused: ";

    [Theory]
    [InlineData("docs/tour.md", 30)]
    [InlineData("README.md", 6)]
    public async Task Every_command_does_what_is_said(string document, int least)
    {
        var lines = WrittenCommandLine.In(Path.Combine(Repository.Root, document)).Where(l => l.IsWhole).ToList();
        lines.Count.ShouldBeGreaterThanOrEqualTo(least);
        using var folder = new TemporaryFolder();
        string[] own = ["--data", folder.File("data")];
        await using var hub = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, .. lines[0].Words(), .. own, "--urls", "http://127.0.0.1:0"]);
        await hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        var environment = new Dictionary<string, string?>
        {
            ["HUB_URL"] = hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal)).Split(' ')[^1],
        };
        foreach (var line in lines[1..])
            await TypeAsync(line);

        hub.Interrupt();
        (await hub.ExitAsync()).ShouldBe(0);

        async Task TypeAsync(WrittenCommandLine line)
        {
            if (Told(line, Refused) is { } why)
            {
                var refused = await RunAsync(line);
                refused.ExitCode.ShouldBe(1, line.ToString());
                refused.Reason.ShouldContain(why, Case.Sensitive, line.ToString());
            }
            else if (Told(line, Until) is { } seen)
            {
                await Eventually.HoldsAsync(line.ToString(), async () => Saw((await DoneAsync(line)).Output, seen), seconds: 180);
            }
            else
            {
                await DoneAsync(line);
            }
        }

        async Task<HubCommand.Result> DoneAsync(WrittenCommandLine line)
        {
            var done = await RunAsync(line);
            done.ExitCode.ShouldBe(0, $"{line}\n{done.Output}\n{done.Errors}");
            return done;
        }

        Task<HubCommand.Result> RunAsync(WrittenCommandLine line) => HubCommand.RunAsync(environment, [.. line.Words(), .. own]);
    }

    private static string? Told(WrittenCommandLine line, string mark) =>
        line.Text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? line.Text[(at + mark.Length)..].Trim() : null;

    // Columns are as wide as they have to be.
    private static bool Saw(string output, string seen) =>
        Blanks().Replace(output, " ").Contains(Blanks().Replace(seen, " "), StringComparison.Ordinal);

    [GeneratedRegex(" +", RegexOptions.None, 2000)]
    private static partial Regex Blanks();
}
