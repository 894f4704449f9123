using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows what waits for a second person: all of it, or one change with all that it does.</summary>
internal static class ApprovalsCommand
{
    public static Command Create()
    {
        var listing = new ListingCommand();
        var id = new Argument<string?>("id")
        {
            Description = "Shows this change whole: of a plan, the routes and lines that it changes.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("approvals", "Shows what waits for a second person; ./hub approve ID performs it.") { id };
        listing.AddTo(command, watched: true);
        command.Validators.Add(result =>
        {
            if (listing.IsWatched(result) && result.GetValue(id) is not null)
                result.AddError("--watch shows what waits: leave out the id, or leave out --watch.");
        });
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(id) is not { } change)
                return await ListAsync(listing, parsed);
            using var hub = listing.Connect(parsed);
            var found = await hub.GetAsync(AddressOf(change));
            if (listing.IsJson(parsed))
                Listing.PrintJson(found);
            else
                Print(found);
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>The address of a change at the hub.</summary>
    public static string AddressOf(string id) => $"hub/api/approvals/{Uri.EscapeDataString(id)}";

    /// <summary>Lists all changes that wait.</summary>
    public static Task<int> ListAsync(ListingCommand listing, ParseResult parsed) =>
        listing.RunAsync(parsed, "hub/api/approvals", Tell);

    /// <summary>Prints a change with all that whoever approves it should see.</summary>
    public static void Print(JsonElement change)
    {
        Terminal.Out.WriteLine($"{What(change)}, asked for by {change.Text("actor")}: {change.Text("reason")}");
        if (change.GetProperty("to") is { ValueKind: JsonValueKind.Object } to && to.Text("forced") is { Length: > 0 } forced)
            Terminal.Out.WriteLine($"note: forced although {forced}.");
        if (change.GetProperty("to") is { ValueKind: JsonValueKind.Object } read && read.Text("evidence") is { Length: > 0 } hash)
            Terminal.Out.WriteLine(
                "note: the evidence is signed with the change"
                + (read.Text("gate") is { Length: > 0 } gate ? $", and the gate said {gate}: " : ": ")
                + $"./hub evidence {change.Text("route")} --document --hash {hash}");
        if (change.Text("changed") is { Length: > 0 } changed)
            Terminal.Out.WriteLine($"note: void, and cannot be approved: {changed}.");
        if (change.TryGetProperty("diff", out var diff))
            PlanDiffTelling.Print(diff, $"revision-{change.Text("revision")}", "waiting");
    }

    /// <summary>Names a change in one line: <c>orders.place: legacy → canary 10 %</c>.</summary>
    public static string What(JsonElement change) => change.Text("route") is { Length: > 0 } route
        ? $"{route}: {change.GetProperty("from").State()} → {change.GetProperty("to").State()}"
            + (change.GetProperty("to").Text("forced").Length > 0 ? ", forced" : "")
        : $"plan of {change.Names("capabilities")}: {change.Text("from")[..12]} → {change.Text("to")[..12]}";

    private static Listed Tell(JsonElement changes) => new(ListingTable.Of(
        changes.EnumerateArray(),
        "No change waits for approval.",
        ("id", c => c.Text("id")),
        ("change", What),
        ("state…", c => c.Text("changed") is { Length: > 0 } changed ? $"void: {changed}" : "waiting"),
        ("asked for by", c => c.Text("actor")),
        ("until", c => c.Time("expiresAt")),
        ("reason…", c => c.Text("reason"))));
}
