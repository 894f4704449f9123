using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class ApproveCommand
{
    public static Command Create()
    {
        var (listing, noWait) = (new ListingCommand(), RolloutWatch.NoWait());
        var id = new Argument<string?>("id")
        {
            Description = "The change, as ./hub approve lists it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var withdraw = new Option<bool>("--withdraw") { Description = "Take back a change that you asked for." };
        var command = new Command("approve", "Performs what somebody else asked for; without an id, shows what waits.")
        {
            id, withdraw, noWait,
        };
        listing.AddTo(command, watched: true);
        command.Validators.Add(result =>
        {
            if (result.GetValue(withdraw) && result.GetValue(id) is null)
                result.AddError("--withdraw needs the id of the change.");
            if (listing.IsWatched(result) && result.GetValue(id) is not null)
                result.AddError("--watch shows what waits: leave out the id, or leave out --watch.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(id) is not { } change)
                return await listing.RunAsync(parsed, "hub/api/approvals", List);
            using var hub = listing.Connect(parsed);
            var path = $"hub/api/approvals/{Uri.EscapeDataString(change)}";
            return parsed.GetValue(withdraw)
                ? Withdrawn(await hub.DeleteAsync(path), listing.IsJson(parsed))
                : await ApproveAsync(hub, path, listing.IsJson(parsed), wait: !parsed.GetValue(noWait), cancellation);
        });
        return command;
    }

    /// <summary>Tells that a change waits for a second person, and returns the exit code that says so.</summary>
    public static int Tell(JsonElement change)
    {
        Terminal.Out.WriteLine($"{What(change)} waits for a second person until {change.Time("expiresAt")}.");
        Terminal.Out.WriteLine($"  ./hub approve {change.Text("id")}");
        return CommandLine.Waits;
    }

    private static async Task<int> ApproveAsync(HubClient hub, string path, bool json, bool wait, CancellationToken cancellation)
    {
        var change = await hub.GetAsync(path);
        if (!json)
        {
            Terminal.Out.WriteLine($"{What(change)}, asked for by {change.Text("actor")}: {change.Text("reason")}");
            if (change.GetProperty("to") is { ValueKind: JsonValueKind.Object } to && to.Text("forced") is { Length: > 0 } forced)
                Terminal.Out.WriteLine($"note: forced although {forced}.");
        }

        var done = await hub.PostAsync(path, new { digest = change.Text("digest") });
        if (change.Text("route").Length > 0)
            return await new RolloutWatch(hub).TellAsync(done, json, wait, cancellation);
        if (json)
            Listing.PrintJson(done);
        else
            Terminal.Out.WriteLine($"Plan {done.Text("plan")[..12]} is served as revision {done.Text("revision")}.");
        return CommandLine.Done;
    }

    private static Listed List(JsonElement changes) => new(ListingTable.Of(
        changes.EnumerateArray(),
        "No change waits for approval.",
        ("id", c => c.Text("id")),
        ("change", What),
        ("state…", c => c.Text("changed") is { Length: > 0 } changed ? $"void: {changed}" : "waiting"),
        ("asked for by", c => c.Text("actor")),
        ("until", c => c.Time("expiresAt")),
        ("reason…", c => c.Text("reason"))));

    private static int Withdrawn(JsonElement withdrawn, bool json)
    {
        if (json)
            Listing.PrintJson(withdrawn);
        else
            Terminal.Out.WriteLine($"{withdrawn.Text("id")} is withdrawn.");
        return CommandLine.Done;
    }

    private static string What(JsonElement change) => change.Text("route") is { Length: > 0 } route
        ? $"{route}: {change.GetProperty("from").State()} → {change.GetProperty("to").State()}"
            + (change.GetProperty("to").Text("forced").Length > 0 ? ", forced" : "")
        : $"plan of {change.Names("capabilities")}: {change.Text("from")[..12]} → {change.Text("to")[..12]}";
}
