using System.CommandLine;
using System.Text.Json;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Approvals;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Performs what somebody else asked for. A person at a terminal sees all of it first, and is asked.</summary>
internal static class ApproveCommand
{
    public static Command Create()
    {
        var (listing, noWait) = (new ListingCommand(), RolloutWatch.NoWait());
        var id = new Argument<string?>("id")
        {
            Description = "The change, as ./hub approvals lists it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var withdraw = new Option<bool>("--withdraw") { Description = "Take back a change that you asked for." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask; only a person at a terminal is asked." };
        var command = new Command(
            "approve", "Shows what somebody else asked for, and performs it; without an id, lists what waits.")
        {
            id, withdraw, yes, noWait,
        };
        listing.AddTo(command, watched: true);
        command.Validators.Add(result =>
        {
            if (result.GetValue(withdraw) && result.GetValue(id) is null)
                result.AddError("--withdraw needs the id of the change: ./hub approvals lists them.");
            if (listing.IsWatched(result) && result.GetValue(id) is not null)
                result.AddError("--watch shows what waits: leave out the id, or leave out --watch.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(id) is not { } change)
                return await ApprovalsCommand.ListAsync(listing, parsed);
            using var hub = listing.Connect(parsed);
            var path = ApprovalsCommand.AddressOf(change);
            if (parsed.GetValue(withdraw))
                return Withdrawn(await hub.DeleteAsync(path), listing.IsJson(parsed));
            var found = (await hub.GetAsync(path)).Read<PendingView>();
            if (!listing.IsJson(parsed))
                ApprovalsCommand.Print(found);
            var asks = !listing.IsJson(parsed) && !parsed.GetValue(yes) && Terminal.IsInteractive;
            // Whoever cannot approve it is not asked to.
            if (asks && found.Refusal is { Length: > 0 } refusal)
                throw new CommandFailedException(refusal);
            if (asks && !Terminal.Confirm("Approve this? Type yes to perform it; anything else leaves it waiting."))
                throw new CommandFailedException($"Not approved: {change} still waits.");
            return await ApproveAsync(
                hub, path, found, listing.IsJson(parsed), wait: !parsed.GetValue(noWait), cancellation);
        });
        return command;
    }

    /// <summary>Tells that a change waits for a second person, and returns the exit code that says so.</summary>
    public static int Tell(PendingView change)
    {
        Terminal.Out.WriteLine(
            $"{ApprovalsCommand.What(change)} waits for a second person until {ApiRecords.Time(change.ExpiresAt)}.");
        Terminal.Out.WriteLine($"  ./hub approve {change.Id}");
        return CommandLine.Waits;
    }

    /// <summary>Approves the change as it was read: by its digest.</summary>
    private static async Task<int> ApproveAsync(
        HubClient hub, string path, PendingView change, bool json, bool wait, CancellationToken cancellation)
    {
        var done = await hub.PostAsync(path, new { digest = change.Digest });
        if (change.Route is not null)
            return await new RolloutWatch(hub).TellAsync(done, json, wait, cancellation);
        if (json)
            Listing.PrintJson(done);
        else
            PlanApplyCommand.TellServed(done.Read<ShiftOutcome.Applied>());
        return CommandLine.Done;
    }

    private static int Withdrawn(JsonElement withdrawn, bool json)
    {
        if (json)
            Listing.PrintJson(withdrawn);
        else
            Terminal.Out.WriteLine($"{ApiRecords.Line(withdrawn.Read<ShiftOutcome.Withdrawn>().Id)} is withdrawn.");
        return CommandLine.Done;
    }
}
