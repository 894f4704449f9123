using System.CommandLine;
using System.Globalization;

namespace Hub.Host.Commands;

internal static class AuditCommand
{
    public static Command Create()
    {
        var (data, json, filters) = (HubOptions.Data(), HubOptions.Json(), new AuditFilters());
        var limit = new Option<int>("--limit")
        {
            Description = "How many entries, newest first, up to 1000.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("audit", "Shows who did what, and what was refused.") { limit };
        filters.AddTo(command);
        foreach (var option in new Option[] { data, json, HubOptions.Wide })
            command.Options.Add(option);
        command.Subcommands.Add(AuditVerifyCommand.Create());
        command.Subcommands.Add(AuditExportCommand.Create());
        command.SetAction(async (parsed, _) =>
        {
            var query = filters.Query(parsed, [("limit", parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture))]);
            using var hub = new HubClient(parsed.GetValue(data)!);
            var entries = await hub.GetAsync($"hub/api/audit{query}");
            if (parsed.GetValue(json))
                Listing.PrintJson(entries);
            else
                Listing.Print(
                    entries.EnumerateArray(),
                    "No such entry.",
                    ("no", e => e.Text("number")),
                    ("time", e => e.Time("at")),
                    ("who", e => e.Text("actor")),
                    ("what", e => e.Text("action")),
                    ("of", e => e.Text("target")),
                    ("outcome", e => e.Text("outcome")),
                    ("detail…", e => e.Text("detail")));
            return CommandLine.Done;
        });
        return command;
    }
}
