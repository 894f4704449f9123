using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Host.Shell;
using Hub.Tests.Processes;

namespace Hub.Host.Tests.Listings;

/// <summary>Every listing in a real terminal of 80, 100 and 150 columns, and where a program reads it.</summary>
public sealed class ListingsInATerminal(DemoWithListings demo)
{
    private const char Escape = '\u001b';

    [Theory]
    [InlineData("routes")]
    [InlineData("nodes")]
    [InlineData("systems")]
    [InlineData("systems", "erp")]
    [InlineData("sync", "status")]
    [InlineData("sync", "parked")]
    [InlineData("sync", "waiting")]
    [InlineData("revisions")]
    [InlineData("audit")]
    [InlineData("token", "list")]
    [InlineData("approve")]
    [InlineData("approvals")]
    [InlineData("jobs")]
    [InlineData("plan", "list")]
    public async Task Each_row_is_a_single_line_that_fits_and_whatever_is_left_out_is_named(params string[] command)
    {
        var environment = await demo.EnvironmentAsync();
        var piped = (await HubCommand.RunAsync(environment, command)).Output.Split('\n');
        foreach (var columns in new[] { 80, 100, 150 })
        {
            var (code, shown) = await PseudoTerminal.RunAsync(columns, 24, environment, command);
            code.ShouldBe(0, string.Join('\n', shown));
            var note = shown.FirstOrDefault(l => l.EndsWith("--wide shows all.", StringComparison.Ordinal));
            shown.ShouldAllBe(line => (ListingLayout.Width(line) <= columns || line == note) && !line.Contains(Escape));
            foreach (var row in piped)
                shown.ShouldContain(line => line.Split("  ", 2)[0] == row.Split("  ", 2)[0], row);
            (note is null).ShouldBe(Titles(shown[0]).Length == Titles(piped[0]).Length);
            foreach (var title in Titles(piped[0]))
                (shown[0] + note).ShouldContain(title);
        }

        var (_, wide) = await PseudoTerminal.RunAsync(80, 24, environment, [.. command, "--wide"]);
        // Not by their widths: what other tests were refused is written into the audit log a while later.
        Titles(wide[0]).ShouldBe(Titles(piped[0]));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(150)]
    public async Task What_matters_most_is_shown_whole_at_every_width(int columns)
    {
        var environment = await demo.EnvironmentAsync();
        var revisions = (await PseudoTerminal.RunAsync(columns, 24, environment, "revisions")).Lines;
        revisions.ShouldContain(l => l.Contains("  orders.get → canary 100 %  ", StringComparison.Ordinal));
        var audit = (await PseudoTerminal.RunAsync(columns, 24, environment, "audit", "--action", "shift")).Lines;
        foreach (var title in new[] { "OUTCOME", "WHAT", "OF", "WHO", "TIME" })
            audit[0].ShouldContain(title);
        audit.ShouldContain(l => l.Contains("  done ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(150)]
    public async Task The_notes_below_a_watched_listing_are_whole(int columns)
    {
        await using var watched = PseudoTerminal.Start(columns, 40, await demo.EnvironmentAsync(), "routes", "--watch");
        await watched.LineAsync("a picture", l => l.Contains("Ctrl+C ends it.", StringComparison.Ordinal));
        var lines = watched.Output.Select(Plain).ToList();
        lines.ShouldAllBe(line => ListingLayout.Width(line) <= columns);
        var text = string.Join(' ', lines.Select(l => l.Trim()));
        text.ShouldContain("p50 and p99 are those of the last five minutes, the hub's own time included");
        text.ShouldMatch("[0-9]+ columns? not shown: [A-Z0-9/, ]+; --wide shows all\\.");
        watched.Interrupt();
    }

    [Theory]
    [InlineData("TERM", "dumb")]
    [InlineData("NO_COLOR", "1")]
    public async Task No_terminal_is_steered(string variable, string value)
    {
        var environment = await demo.EnvironmentAsync();
        environment[variable] = value;
        foreach (var command in new[] { "routes", "rotes" })
        {
            var (_, shown) = await PseudoTerminal.RunAsync(80, 24, environment, command);
            shown.ShouldAllBe(line => !line.Contains(Escape));
        }
    }

    [Fact]
    public async Task What_is_piped_is_whole()
    {
        var piped = (await HubCommand.RunAsync(await demo.EnvironmentAsync(), "revisions")).Output;
        piped.ShouldContain("the first customers, who asked for it: 注文を新しい側へ、あとで戻せます");
        piped.ShouldNotContain("…");
        piped.ShouldNotContain("not shown");
    }

    [Fact]
    public async Task A_watched_listing_is_redrawn_and_Ctrl_C_ends_it_well()
    {
        await using var watched = PseudoTerminal.Start(80, 24, await demo.EnvironmentAsync(), "routes", "--watch");
        await watched.LineAsync("the second picture", l => l.Contains($"{Escape}[H", StringComparison.Ordinal)
            && watched.Output.Count(line => line.Contains("Ctrl+C ends it.", StringComparison.Ordinal)) > 1);
        watched.Output.ShouldAllBe(line => ListingLayout.Width(Plain(line)) <= 80);
        await watched.StandardInput.WriteAsync('\u0003');
        await watched.StandardInput.FlushAsync();
        (await watched.ExitAsync()).ShouldBe(0, watched.Text);
    }

    [Theory]
    [InlineData("nodes")]
    [InlineData("systems")]
    [InlineData("sync", "status")]
    [InlineData("sync", "parked")]
    [InlineData("jobs")]
    [InlineData("approve")]
    public async Task A_watched_listing_that_is_piped_is_plain_lines_and_one_of_JSON_where_asked(params string[] command)
    {
        var environment = await demo.EnvironmentAsync();
        await using var lines = RunningHub(environment, [.. command, "--watch"]);
        await using var json = RunningHub(environment, [.. command, "--watch", "--json"]);
        await lines.LineAsync("a line", _ => lines.Output.Count > (command is ["approve"] or ["sync", "parked"] ? 0 : 1));
        var answer = await json.LineAsync("an answer", l => l.StartsWith('['));
        if (command is not (["approve"] or ["sync", "parked"]))
            JsonElement.Parse(answer).GetArrayLength().ShouldBeGreaterThan(0);
        lines.Text.ShouldNotContain(Escape);
        foreach (var program in new[] { lines, json })
        {
            program.Interrupt();
            (await program.ExitAsync()).ShouldBe(0, program.Errors);
        }
    }

    private static RunningProgram RunningHub(
        IReadOnlyDictionary<string, string?> environment, IEnumerable<string> arguments) =>
        RunningProgram.Start(
            "dotnet", [Repository.HubProgram, .. arguments], environment);

    private static string[] Titles(string line) =>
        line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Plain(string line) =>
        Regex.Replace(
            PseudoTerminal.Seen(line), "\u001b\\[[A-Z]", "", RegexOptions.None, TimeSpan.FromSeconds(1));
}
