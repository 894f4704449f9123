using System.CommandLine;
using System.Globalization;
using Hub.Facade.Admin;
using Hub.Facade.Evidence;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Lists, proposes, accepts and withdraws the rules by which routes' sides are compared.</summary>
internal static class RulesCommand
{
    public static Command Create() => new(
        "rules", "Shows and keeps the rules of what both sides of a route may differ in.")
    {
        ListingCommand.Create<List<RuleView>>(
            "list", "Shows each rule, with its owner and its last day.", "hub/api/rules", Tell),
        CreatePropose(),
        CreateAccept(),
        CreateWithdraw(),
    };

    private static Command CreatePropose()
    {
        var (route, listing) = (HubOptions.Route(), new ListingCommand());
        var command = new Command(
            "propose", "Shows what the legacy side's answers to one request differ in, as rules that can be accepted.")
        {
            route,
        };
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => listing.RunAsync<List<ProposedRule>>(
            parsed, $"{AddressOf(parsed.GetValue(route)!)}/proposals", rules => TellProposals(parsed.GetValue(route)!, rules)));
        return command;
    }

    private static Command CreateAccept()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var reason = HubOptions.Reason("with the rule and in the audit log");
        var id = new Argument<string>("id") { Description = "The proposal, as ./hub rules propose ROUTE lists it." };
        var owner = new Option<string?>("--owner")
        {
            Description = "Who answers for the rule; you when not given.", HelpName = "NAME",
        };
        var until = new Option<string?>("--until")
        {
            Description = "The rule's last day, such as 2027-03-31; in 30 days when not given.", HelpName = "DAY",
        };
        until.Validators.Add(given =>
        {
            foreach (var day in given.Tokens.Select(t => t.Value))
                if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                    given.AddError($"--until '{day}' is not a day, such as 2027-03-31.");
        });
        var command = new Command("accept", "Accepts a proposed rule, at every node.") { id, owner, until, reason, data, json };
        command.SetAction(async (parsed, _) =>
        {
            var (route, proposal) = Parts(parsed.GetValue(id)!, "./hub rules propose ROUTE", "orders.get:1f3a9c70");
            using var hub = new HubClient(parsed.GetValue(data)!);
            var accepted = await hub.PostAsync(AddressOf(route), new
            {
                proposal,
                owner = parsed.GetValue(owner),
                until = parsed.GetValue(until),
                reason = parsed.GetValue(reason),
            });
            if (parsed.GetValue(json))
                Listing.PrintJson(accepted);
            else
                Print(accepted.Read<RuleView>());
            return CommandLine.Done;
        });
        return command;
    }

    private static Command CreateWithdraw()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var id = new Argument<string>("id") { Description = "The rule, as ./hub rules list shows it." };
        var command = new Command(
            "withdraw", "Withdraws a rule that was accepted: what it passed over counts as different again.") { id, data, json };
        command.SetAction(async (parsed, _) =>
        {
            var (route, name) = Parts(parsed.GetValue(id)!, "./hub rules list", "orders.get:request-id");
            using var hub = new HubClient(parsed.GetValue(data)!);
            var withdrawn = await hub.DeleteAsync($"{AddressOf(route)}/{Uri.EscapeDataString(name)}");
            if (parsed.GetValue(json))
                Listing.PrintJson(withdrawn);
            else
                Terminal.Out.WriteLine($"Rule {route}:{name} is withdrawn: what it passed over counts as different again.");
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(RuleView rule) => Terminal.Out.WriteLine(
        $"Rule {ApiRecords.Line(rule.Id)} applies until {Day(rule.Until)}: {ApiRecords.Word(rule.Kind)} "
        + ApiRecords.Line(rule.Path) + (rule.By is { Length: > 0 } by ? $" by {ApiRecords.Line(by)}." : "."));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string AddressOf(string route) => $"hub/api/routes/{Uri.EscapeDataString(route)}/rules";

    private static (string Route, string Name) Parts(string id, string lister, string example) =>
        id.LastIndexOf(':') is > 0 and var colon && colon < id.Length - 1
            ? (id[..colon], id[(colon + 1)..])
            : throw new CommandFailedException(
                $"'{id}' is not an id such as {example}; {lister} shows them.", CommandLine.WrongUsage);

    private static Listed Tell(List<RuleView> rules) => new(ListingTable.Of(
        rules,
        "There is no rule.",
        ("id", r => r.Id),
        ("kind", r => ApiRecords.Word(r.Kind)),
        ("path", r => r.Path),
        ("by", r => r.By ?? ""),
        ("until", r => Day(r.Until) + (r.Expired ? ", ended" : "")),
        ("owner", r => r.Owner),
        ("from", r => r.At ?? $"accepted by {r.AcceptedBy}"),
        ("reason…", r => r.Reason)));

    private static Listed TellProposals(string route, List<ProposedRule> proposals) => new(ListingTable.Of(
        proposals,
        $"Nothing is proposed for {route}: a rule is, once legacy has answered one request in two ways 5 times; of 20 requests "
        + "compared, it is asked one twice.",
        ("id", p => $"{route}:{p.Id}"),
        ("kind", p => ApiRecords.Word(p.Kind)),
        ("path", p => p.Path),
        ("by", p => p.By ?? ""),
        ("legacy differs from itself", p => $"{p.LegacyDiffers} of {p.AskedTwice}"),
        ("new from legacy", p => $"{p.NewDiffers} of {p.AskedTwice}")));
}
