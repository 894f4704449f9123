using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hub.Host.Shell;

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
        listing.AddTo(command);
        command.Subcommands.Add(AuditVerifyCommand.Create());
        command.Subcommands.Add(AuditExportCommand.Create());
        command.SetAction((parsed, _) =>
        {
            var newest = new NewestRows(parsed.GetValue(limit), "--until TIME, or all of them with ./hub audit export");
            return listing.RunAsync(parsed, hub => newest.AskAsync(hub, Path), entries => newest.Note(Tell(entries)));

            string Path(int rows) => "hub/api/audit"
                + filters.Query(parsed, [("limit", rows.ToString(CultureInfo.InvariantCulture))]);
        });
        return command;
    }

    private static ListingTable Tell(JsonElement entries) => ListingTable.Of(
        entries.EnumerateArray(),
        "The audit log has no such entry.",
        ("no", e => e.Text("number")),
        ("outcome", e => e.Text("outcome")),
        ("what", e => e.Text("action")),
        ("of", Of),
        ("who", e => e.Text("actor")),
        ("time", e => e.Time("at")),
        ("detail…", e => e.Text("detail")));

    // A plan has no name, and so the log has none; which one it was is told by the detail.
    private static string Of(JsonElement entry) =>
        entry.Text("target") is "plan" && entry.Text("action").StartsWith("plan ", StringComparison.Ordinal)
            ? "the plan served"
            : entry.Text("target");
}
