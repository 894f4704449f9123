using System.CommandLine;
using System.Globalization;
using Hub.Host.Demo;
using Hub.Host.Shell;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>What can be done with the demo, and with no other hub.</summary>
internal static class DemoCommand
{
    private const string Faults = "hub/api/demo/faults";

    private const string NoDemo = "This hub is not the demo, so it has no seeded faults: only a hub that ./hub up has started "
        + "with its own legacy landscape, all in one process, has them.";

    private static readonly string[] Names = [.. SeededFault.All.Select(f => f.Name)];

    public static Command Create() => new("demo", "What can be done with the demo, and with no other hub.") { Fault() };

    private static Command Fault()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var name = new Argument<string?>("name") { Description = "The fault to switch on.", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(Names);
        var percent = new Option<double?>("--percent")
        {
            Description = "How many of a hundred answers have it; when not given, all, or as many as the list says.",
            HelpName = "N",
        };
        var clear = new Option<bool>("--clear") { Description = "Have the new services answer as they are." };
        var command = new Command(
            "fault", "Has the demo's new services have a fault, so that shadow, gate and guardrail are seen to find it.")
        {
            name, percent, clear, data, json, List(),
        };
        command.Validators.Add(result =>
        {
            var (fault, cleared) = (result.GetValue(name), result.GetValue(clear));
            if (fault is not null && !Names.Contains(fault, StringComparer.Ordinal))
                result.AddError(
                    $"<name> '{fault}' is not one of {string.Join(", ", Names)}"
                    + Spelling.EndSentence(Spelling.DidYouMean(fault, Names)));
            if (fault is null != cleared)
                result.AddError("Name a fault to switch on, as in ./hub demo fault rounding, or switch off with --clear; "
                    + "./hub demo fault list shows them.");
            if (cleared && result.GetResult(percent) is not null)
                result.AddError("--percent goes with a fault: leave it out, or --clear.");
            if (result.GetResult(percent) is { Tokens: [var share] } && ShareOf(share.Value) is not (> 0 and <= 100))
                result.AddError($"--percent '{share.Value}' is not a share of the answers: above 0 and at most 100, as in "
                    + "--percent 50.");
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!) { Absent = NoDemo };
            var answer = parsed.GetValue(name) is not { } fault ? await hub.DeleteAsync(Faults)
                : parsed.GetValue(percent) is { } share ? await hub.PostAsync(Faults, new { name = fault, percent = share })
                : await hub.PostAsync(Faults, new { name = fault });
            if (parsed.GetValue(json))
                Listing.PrintJson(answer);
            else
                Terminal.Out.WriteLine(Standing(answer.Read<FaultsNow>()));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command List()
    {
        var listing = new ListingCommand(NoDemo);
        var command = new Command("list", "Shows the seeded faults, and which one is on.");
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => listing.RunAsync<FaultsNow>(parsed, Faults, Tell));
        return command;
    }

    private static double ShareOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : double.NaN;

    private static Listed Tell(FaultsNow now) => new(
        ListingTable.Of(
            now.Faults,
            "",
            ("fault", f => f.Name),
            ("on", f => f.On ? "on" : "-"),
            ("share", f => string.Create(CultureInfo.InvariantCulture, $"{f.Percent} %")),
            ("what is wrong…", f => f.Text)),
        [Standing(now)]);

    private static string Standing(FaultsNow now) =>
        now.Faults.FirstOrDefault(f => f.On) is { } on
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{on.Percent} % of what new services answer has the fault {on.Name}, until ./hub demo fault --clear")
            : "new services answer as they are";
}
