using Hub.Host.Commands;
using Hub.Host.Shell;
using Hub.Host.Tests;

namespace Hub.Console.Tests;

/// <summary>
/// The console and the command line can do the same, in the same words. The hub's API is what both stand on: each act of it has a
/// command, and a form or a reason why it has none.
/// </summary>
public sealed class SameAbilities
{
    private static readonly System.CommandLine.Command Root = AllCommands.Create();

    // What a browser needs and a command does not.
    private static readonly string[] OfBrowsers = ["/", "/not-found", "/sign-in"];

    // Part of a command of another word.
    private static readonly Dictionary<string, string> OfOtherWords = new(StringComparer.Ordinal) { ["/waves"] = "plan status" };

    public static TheoryData<Ability> Acts => [.. Ability.All];

    public static TheoryData<string> Pages =>
        [.. ConsoleRow.All.Select(r => r.Page).Distinct().Except(OfBrowsers)];

    [Fact]
    public void Every_act_of_the_hubs_API_is_an_ability_and_no_other_is() =>
        AccessRow.All.Select(r => r.Action).OfType<string>().Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(Ability.All.Select(a => a.Action).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Acts))]
    public void Every_act_has_a_command(Ability act)
    {
        var (words, option) = act.Command.Split(" --") is [var path, var name] ? (path, $"--{name}") : (act.Command, null);
        var command = words.Split(' ').Aggregate(Root, (above, word) => above.Subcommands.Single(c => c.Name == word));
        command.Action.ShouldNotBeNull(act.Command);
        if (option is not null)
            command.Options.ShouldContain(o => o.Name == option, act.Command);
    }

    [Theory]
    [MemberData(nameof(Acts))]
    public void Every_act_that_people_need_has_a_form_in_the_console(Ability act)
    {
        if (act.OnlyByCommand is null)
            ConsoleRow.All.ShouldContain(r => r.Form != null && r.Action == act.Action);
    }

    [Fact]
    public void Every_form_of_the_console_is_an_act_with_a_command() =>
        ConsoleRow.All.Where(r => r.Form is not null).Select(r => r.Action).Except(Ability.All.Select(a => a.Action))
            .ShouldBeEmpty("give the act a command, and a row in Ability.All");

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_page_is_a_command_of_the_same_word(string page)
    {
        if (OfOtherWords.TryGetValue(page, out var path))
        {
            path.Split(' ').Aggregate(Root, (above, name) => above.Subcommands.Single(c => c.Name == name))
                .Action.ShouldNotBeNull(path);
            return;
        }

        var word = page.Split('/')[1];
        Root.Subcommands.ShouldContain(
            c => c.Name.StartsWith(word) || word.StartsWith(c.Name),
            $"no command is called as {page}: give the page a command's word, or the other way round");
    }
}
