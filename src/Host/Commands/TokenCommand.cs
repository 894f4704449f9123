using System.CommandLine;
using Hub.Facade.Admin;
using Hub.Host.Shell;
using Hub.Platform.Identity;

namespace Hub.Host.Commands;

internal static class TokenCommand
{
    public static Command Create() =>
        new("token", "Makes, lists and revokes tokens: who may do what.") { CreateCreate(), CreateList(), CreateRevoke() };

    private static Command CreateCreate()
    {
        var (name, data, json) = (Name(), HubOptions.Data(), HubOptions.Json());
        var role = new Option<string>("--role")
        {
            Description =
                "caller is for public routes that ask for a token and nothing else, consumer for the feed and the agreed "
                + "records; each later one includes those before it.",
            Required = true,
        }.Of("caller", "consumer", "viewer", "operator", "approver", "integrator", "admin");
        var capabilities = new Option<string[]>("--capability")
        {
            Description = "A capability that it holds for; may be repeated. It holds for all when not given.",
            HelpName = "NAME",
        };
        var expires = new Option<string?>("--expires")
        {
            Description = "After how long it ends, such as 12h or 90d. It does not end when not given.",
            HelpName = "TIME",
        }.OfDuration("12h or 90d");
        var overridesGates = new Option<bool>("--override-gates")
        {
            Description = "It may shift a route past a gate that is not passed (./hub shift … --force), as admins may.",
        };
        var command = new Command("create", "Makes a token and shows it, this once.")
        {
            name, role, capabilities, overridesGates, expires, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var made = await hub.PostAsync("hub/api/tokens", new
            {
                name = parsed.GetValue(name),
                role = parsed.GetValue(role),
                capabilities = parsed.GetValue(capabilities) ?? [],
                overridesGates = parsed.GetValue(overridesGates),
                expires = parsed.GetValue(expires),
            });
            if (parsed.GetValue(json))
            {
                Listing.PrintJson(made);
                return CommandLine.Done;
            }

            Terminal.Out.WriteLine(made.Read<MadeToken>().Token);
            Terminal.Error.WriteLine(
                "It is not shown again; its holder "
                + (parsed.GetValue(role) is "caller" ? "sends it as 'Authorization: Bearer TOKEN'." : "sets it as HUB_TOKEN."));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command CreateList() => ListingCommand.Create<List<AccessToken>>(
        "list", "Shows each token's name and rights, never the token.", "hub/api/tokens", Tell);

    private static Listed Tell(List<AccessToken> tokens) => new(ListingTable.Of(
        tokens,
        "There is no token.",
        ("name", t => t.Name),
        ("role", t => ApiRecords.Word(t.Role) + (t.OverridesGates ? ", overrides gates" : "")),
        ("capabilities", t => t.Capabilities.IsEmpty ? "all" : string.Join(", ", t.Capabilities)),
        ("ends", t => t.ExpiresAt is { } at ? ApiRecords.Time(at) : "never"),
        ("last used", t => t.LastUsedAt is { } at ? ApiRecords.Time(at) : "never"),
        ("made", t => ApiRecords.Time(t.CreatedAt)),
        ("by", t => t.CreatedBy)));

    private static Command CreateRevoke()
    {
        var (name, data, json) = (Name(), HubOptions.Data(), HubOptions.Json());
        var command = new Command("revoke", "Ends a token, at every node at once.") { name, data, json };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var answer = await hub.DeleteAsync($"hub/api/tokens/{Uri.EscapeDataString(parsed.GetValue(name)!)}");
            var revoked = answer.Read<TokensApi.RevokedToken>();
            if (parsed.GetValue(json))
                Listing.PrintJson(answer);
            else
                Terminal.Out.WriteLine(
                    $"Token {ApiRecords.Line(revoked.Name)} is revoked"
                    + revoked.VoidChanges switch
                    {
                        0 => ".",
                        1 => "; a change that waited is void.",
                        var n => $"; {n} changes that waited are void.",
                    });
            return CommandLine.Done;
        });
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "What its holder is called in revisions and audit." };
}
