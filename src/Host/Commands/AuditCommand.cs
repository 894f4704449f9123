using System.CommandLine;
using System.Globalization;
using Hub.Host.Shell;
using Hub.Platform.Identity;

namespace Hub.Host.Commands;

internal static class AuditCommand
{
    public static Command Create()
    {
        var (listing, filters) = (new ListingCommand(), new AuditFilters());
        var limit = new Option<int>("--limit")
        {
            Description = "How many entries, newest first, up to 1000.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        }.Between(1, NewestRows.Most);
        var command = new Command("audit", "Shows who did what, and what was refused.") { limit };
        filters.AddTo(command);
        listing.AddTo(command, watched: true);
        command.Subcommands.Add(AuditVerifyCommand.Create());
        command.Subcommands.Add(AuditExportCommand.Create());
        command.SetAction((parsed, _) =>
        {
            var newest = new NewestRows(
                parsed.GetValue(limit), "--until TIME, or all of them with ./hub audit export", e => e.Read<AuditEntry>().Number);
            return listing.RunAsync<List<AuditEntry>>(
                parsed, hub => newest.AskAsync(hub, Path), entries => newest.Note(Tell(entries)));

            string Path(int rows) => "hub/api/audit"
                + filters.Query(parsed, [("limit", rows.ToString(CultureInfo.InvariantCulture))]);
        });
        return command;
    }

    private static ListingTable Tell(List<AuditEntry> entries) => ListingTable.Of(
        entries,
        "The audit log has no such entry.",
        ("no", e => $"{e.Number}"),
        ("outcome", e => e.Outcome),
        ("what", e => e.Action),
        ("of", Of),
        ("who", e => e.Actor),
        ("time", e => ApiRecords.Time(e.At)),
        ("detail…", e => e.Detail));

    // A plan has no name, and so the log has none; which one it was is told by the detail.
    private static string Of(AuditEntry entry) =>
        entry.Target is "plan" && entry.Action.StartsWith("plan ", StringComparison.Ordinal)
            ? "the plan served"
            : entry.Target;
}
