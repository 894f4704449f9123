using System.CommandLine;
using System.Globalization;
using Hub.Host.Shell;
using Hub.Platform.Kept;
using Hub.Platform.Links;
using Hub.Platform.Problems;
using Hub.ServiceKit.Changes;
using Hub.Sync;
using Hub.Sync.Waiting;

namespace Hub.Host.Commands;

internal static class SyncCommand
{
    public static Command Create() => new("sync", "Shows how both sides are kept in step.")
    {
        CreateStatus(), CreateKept(), CreateWaiting(),
        ParkedCommand.Create(), ParkedActs.CreateReplay("replay"), DroppedCommand.Create(), CreateDeletions(),
        ConflictsCommand.Create(), SyncCheckCommand.Create(), BackfillCommand.Create(), ReconcileCommand.Create(),
        CaptureCommands.CreateInstall(), CaptureCommands.CreateUninstall(), ConformCommand.Create(),
    };

    private static Command CreateStatus() => ListingCommand.Create<List<LinkStatus>>(
        "status", "Shows each direction of each link (exit code 1 where one has stopped).", "hub/api/sync/links", TellLinks,
        watched: true, ExitCode);

    private static int ExitCode(List<LinkStatus> links)
    {
        var stopped = links.FindAll(l => l.Error is not null);
        foreach (var link in stopped)
            Terminal.Error.WriteLine($"{link.Entity} from {link.From} to {link.To}: {ApiRecords.Line(link.Error)}");
        return stopped.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static Listed TellLinks(List<LinkStatus> links) => new(ListingTable.Of(
        links,
        "The plan served has no link.",
        ("entity", l => l.Entity),
        ("from", l => l.From),
        ("to", l => l.To),
        ("state…", State),
        ("waiting", l => $"{l.Waiting}"),
        ("parked", l => $"{l.Parked}"),
        ("conflicts", l => $"{l.Conflicts}"),
        ("applied", l => $"{l.Applied}"),
        ("position", l => l.Position ?? ""),
        ("both sides", Reconciled)));

    private static string Reconciled(LinkStatus link) =>
        link.Reconciled?.Text ?? (link.Origin == Side.Legacy ? "never compared" : "");

    private static string State(LinkStatus link) =>
        link.Error ?? link.Warning ?? link.WaitsFor
        ?? (link.Undelivered is { } rows ? Delivery(link, rows) : link.CaughtUp ? "caught up" : "working");

    private static string Delivery(LinkStatus link, long rows)
    {
        var state = rows > 0 ? $"{Counted.Of(rows, "change")} for the next file" : link.CaughtUp ? "caught up" : "working";
        return link.DeliveredAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"{state}; written to a file at {at:HH:mm} UTC")
            : state;
    }

    private static Command CreateKept() => ListingCommand.Create<List<KeptRows>>(
        "kept", "Counts what the hub keeps of records and of what happens to them, and says what bounds it.",
        "hub/api/sync/kept", TellKept);

    private static Listed TellKept(List<KeptRows> kept) => new(ListingTable.Of(
        kept,
        "Nothing is kept yet.",
        ("what", k => k.What),
        ("of", k => k.Of ?? ""),
        ("rows", k => $"{k.Rows}"),
        ("bytes of the table", k => k.Bytes is { } bytes ? $"{bytes}" : "–"),
        ("until…", k => k.Bound)));

    private static Command CreateWaiting() => ListingCommand.Create<List<WaitingChange>>(
        "waiting", "Shows changes that wait until a record they name is on the other side.", "hub/api/sync/waiting", TellWaiting,
        watched: true);

    private static Listed TellWaiting(List<WaitingChange> waiting) => new(ListingTable.Of(
        waiting,
        "No change waits for another record.",
        ("stream", w => w.Stream),
        ("key", w => w.Key),
        ("for", w => $"{w.Parent} {w.ParentKey}"),
        ("since", w => ApiRecords.Time(w.Since))));

    private static Command CreateDeletions()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var link = new Argument<string>("link") { Description = "The link, such as invoices." };
        var reason = HubOptions.Reason(kept: "in the audit log");
        var command = new Command(
            "deletions", "Allows deletions that ./hub sync status asks for: more than the plan's 'deletes' allows at once.")
        {
            link, reason, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var answer = await hub.PostAsync(
                $"hub/api/sync/links/{Uri.EscapeDataString(parsed.GetValue(link)!)}/deletions",
                new { reason = parsed.GetValue(reason) });
            var allowed = answer.Read<SyncEndpoints.DeletionsAllowed>();
            if (parsed.GetValue(json))
                Listing.PrintJson(answer);
            else
                Terminal.Out.WriteLine(
                    $"Up to {allowed.Count} {allowed.Link} are deleted, unless they are listed again before.");
            return CommandLine.Done;
        });
        return command;
    }
}
