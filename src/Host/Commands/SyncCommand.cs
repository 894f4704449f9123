using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

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

    private static Command CreateStatus() => ListingCommand.Create(
        "status", "Shows each direction of each link (exit code 1 where one has stopped).", "hub/api/sync/links", TellLinks,
        watched: true, ExitCode);

    private static int ExitCode(JsonElement links)
    {
        var stopped = links.EnumerateArray().Where(l => l.Text("error").Length > 0).ToList();
        foreach (var link in stopped)
            Terminal.Error.WriteLine(
                $"{link.Text("entity")} from {link.Text("from")} to {link.Text("to")}: {link.Text("error")}");
        return stopped.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static Listed TellLinks(JsonElement links) => new(ListingTable.Of(
        links.EnumerateArray(),
        "The plan served has no link.",
        ("entity", l => l.Text("entity")),
        ("from", l => l.Text("from")),
        ("to", l => l.Text("to")),
        ("state…", State),
        ("waiting", l => l.Text("waiting")),
        ("parked", l => l.Text("parked")),
        ("conflicts", l => l.Text("conflicts")),
        ("applied", l => l.Text("applied")),
        ("position", l => l.Text("position")),
        ("both sides", Reconciled)));

    private static string Reconciled(JsonElement link) =>
        link.TryGetProperty("reconciled", out var last) && last.ValueKind == JsonValueKind.Object ? last.Text("text")
        : link.Text("origin") == "legacy" ? "never compared"
        : "";

    private static string State(JsonElement link) =>
        link.Text("error") is { Length: > 0 } error ? error
        : link.Text("warning") is { Length: > 0 } warning ? warning
        : link.TryGetProperty("waitsFor", out var waits) && waits.GetString() is { } why ? why
        : link.GetProperty("caughtUp").GetBoolean() ? "caught up" : "working";

    private static Command CreateKept() => ListingCommand.Create(
        "kept", "Counts what the hub keeps of records and of what happens to them, and says what bounds it.",
        "hub/api/sync/kept", TellKept);

    private static Listed TellKept(JsonElement kept) => new(ListingTable.Of(
        kept.EnumerateArray(),
        "Nothing is kept yet.",
        ("what", k => k.Text("what")),
        ("of", k => k.Text("of")),
        ("rows", k => k.Text("rows")),
        ("bytes of the table", k => k.Text("bytes") is { Length: > 0 } bytes ? bytes : "–"),
        ("until…", k => k.Text("bound"))));

    private static Command CreateWaiting() => ListingCommand.Create(
        "waiting", "Shows changes that wait until a record they name is on the other side.", "hub/api/sync/waiting", TellWaiting,
        watched: true);

    private static Listed TellWaiting(JsonElement waiting) => new(ListingTable.Of(
        waiting.EnumerateArray(),
        "No change waits for another record.",
        ("stream", w => w.Text("stream")),
        ("key", w => w.Text("key")),
        ("for", w => $"{w.Text("parent")} {w.Text("parentKey")}"),
        ("since", w => w.Time("since"))));

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
            var allowed = await hub.PostAsync(
                $"hub/api/sync/links/{Uri.EscapeDataString(parsed.GetValue(link)!)}/deletions",
                new { reason = parsed.GetValue(reason) });
            if (parsed.GetValue(json))
                Listing.PrintJson(allowed);
            else
                Terminal.Out.WriteLine(
                    $"Up to {allowed.Text("count")} {allowed.Text("link")} are deleted, unless they are listed again before.");
            return CommandLine.Done;
        });
        return command;
    }
}
