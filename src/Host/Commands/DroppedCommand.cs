using System.CommandLine;
using Hub.Host.Shell;
using Hub.Sync;
using Hub.Sync.Applying;

namespace Hub.Host.Commands;

/// <summary>Shows the dropped changes that the other side lacks, and has the acts that settle them below it.</summary>
internal static class DroppedCommand
{
    private const string Dropped = "hub/api/sync/dropped";
    private const int Most = 10_000;

    public static Command Create()
    {
        var listing = new ListingCommand();
        var link = new Argument<string?>("link")
        {
            Description = "Shows the dropped changes of this link only, such as customers.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "dropped",
            "Shows dropped changes that the other side lacks: they count against the way back until a later change of the record "
            + "goes over, they are accepted, or they are parked again.")
        {
            link,
        };
        listing.AddTo(command);
        command.Subcommands.Add(CreateAccept());
        command.Subcommands.Add(CreateReturn());
        command.SetAction((parsed, _) => listing.RunAsync<List<DroppedChange>>(
            parsed, PathOf(parsed.GetValue(link)), Tell));
        return command;
    }

    private static Command CreateAccept()
    {
        var (data, json, yes) = (HubOptions.Data(), HubOptions.Json(), FollowedBatch.Yes());
        var id = new Argument<string?>("id")
        {
            Description = "The dropped change, as ./hub sync dropped lists it.", Arity = ArgumentArity.ZeroOrOne,
        };
        var link = new Option<string?>("--link") { Description = "All of this link, such as customers.", HelpName = "LINK" };
        var reason = HubOptions.Reason(kept: "in the audit log");
        var command = new Command(
            "accept",
            "Accepts that the other side does without a dropped change, or without all of a link: they count no more against the "
            + "way back, and their values are forgotten. A later change of a record still goes over.")
        {
            id, link, reason, yes, data, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is null == result.GetValue(link) is null)
                result.AddError("Name a dropped change by its ID (./hub sync dropped lists it), or all by --link LINK.");
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            string[] ids = parsed.GetValue(id) is { } one ? [one]
                : [.. (await hub.GetAsync(PathOf(parsed.GetValue(link)))).Read<List<DroppedChange>>().Select(d => d.Id)];
            if (ids.Length == 0)
                throw new CommandFailedException("No dropped change is lacking on the other side.");
            FollowedBatch.Ask(
                parsed.GetValue(yes),
                $"{(ids.Length == 1 ? "1 dropped change is" : $"{ids.Length} dropped changes are")} accepted: the other side "
                + "does without, and their values are forgotten.");
            foreach (var accepted in ids)
                await ActAsync(hub, accepted, "accept", parsed.GetValue(reason)!, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command CreateReturn()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var id = new Argument<string>("id") { Description = "The dropped change, as ./hub sync dropped lists it." };
        var reason = HubOptions.Reason(kept: "in the audit log");
        var command = new Command("return", "Parks a dropped change again, to be replayed or edited.") { id, reason, data, json };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            await ActAsync(hub, parsed.GetValue(id)!, "return", parsed.GetValue(reason)!, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task ActAsync(HubClient hub, string id, string act, string reason, bool json)
    {
        var answer = await hub.PostAsync($"{Dropped}/{Uri.EscapeDataString(id)}/{act}", new { reason });
        var settled = answer.Read<DroppedEndpoints.Settled>();
        if (json)
            Listing.PrintJson(answer);
        else
            Terminal.Out.WriteLine(
                $"Change {id} is {settled.Outcome}: {ApiRecords.Line(settled.Stream)}, key {ApiRecords.Line(settled.Key)}.");
    }

    private static string PathOf(string? link) =>
        $"{Dropped}?limit={Most}{(link is null ? "" : $"&link={Uri.EscapeDataString(link)}")}";

    private static Listed Tell(List<DroppedChange> dropped) => new(ListingTable.Of(
        dropped,
        "No dropped change is lacking on the other side.",
        ("id", d => d.Id),
        ("stream", d => d.Stream),
        ("key", d => d.Key),
        ("reason…", d => d.Reason),
        ("dropped", d => ApiRecords.Time(d.DroppedAt))));
}
