using System.CommandLine;
using Hub.Facade.Cutover.Approvals;
using Hub.Host.Shell;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

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
                Print(found.Read<PendingView>());
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>The address of a change at the hub.</summary>
    public static string AddressOf(string id) => $"hub/api/approvals/{Uri.EscapeDataString(id)}";

    /// <summary>Lists all changes that wait.</summary>
    public static Task<int> ListAsync(ListingCommand listing, ParseResult parsed) =>
        listing.RunAsync<List<PendingView>>(parsed, "hub/api/approvals", Tell);

    /// <summary>Prints a change with all that whoever approves it should see.</summary>
    public static void Print(PendingView change)
    {
        Terminal.Out.WriteLine(
            $"{What(change)}, asked for by {ApiRecords.Line(change.RequestedBy)}: {ApiRecords.Line(change.Reason)}");
        if (change.Shift is { } shift)
            Print(shift, change.Route!);
        if (change.Changed is { Length: > 0 } changed)
            Terminal.Out.WriteLine($"note: void, and cannot be approved: {ApiRecords.Line(changed)}.");
        if (change.Diff is { } diff)
            PlanDiffTelling.Print(diff, $"revision-{change.Revision}", "waiting");
    }

    /// <summary>Names a change in one line: <c>orders.place: legacy → canary 10 %</c>.</summary>
    public static string What(PendingView change) => change.Shift is { } shift
        ? $"{ApiRecords.Line(change.Route)}: {ApiRecords.State(change.From.Read<RouteState>())} → "
            + ApiRecords.State(change.To.Read<RouteState>()) + (shift.Forced is null ? "" : ", forced")
        : $"plan of {ApiRecords.Names(change.Capabilities)}: {change.From.Read<string>()[..12]} → "
            + change.To.Read<string>()[..12];

    private static void Print(AskedState shift, string route)
    {
        if (shift.Forced is { Length: > 0 } forced)
            Terminal.Out.WriteLine($"note: forced although {ApiRecords.Line(forced)}.");
        if (shift.Evidence is { Length: > 0 } hash)
            Terminal.Out.WriteLine(
                "note: the evidence is signed with the change"
                + (shift.Gate is { } gate ? $", and the gate said {ApiRecords.Word(gate)}: " : ": ")
                + $"./hub evidence {ApiRecords.Line(route)} --document --hash {ApiRecords.Line(hash)}");
    }

    private static Listed Tell(List<PendingView> changes) => new(ListingTable.Of(
        changes,
        "No change waits for approval.",
        ("id", c => c.Id),
        ("change", What),
        ("state…", c => c.Changed is { Length: > 0 } changed ? $"void: {changed}" : "waiting"),
        ("asked for by", c => c.RequestedBy),
        ("until", c => ApiRecords.Time(c.ExpiresAt)),
        ("reason…", c => c.Reason)));
}
