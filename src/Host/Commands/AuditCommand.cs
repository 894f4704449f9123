using System.CommandLine;

namespace Hub.Host.Commands;

internal static class AuditCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var limit = new Option<int>("--limit")
        {
            Description = "How many entries, newest first.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("audit", "Shows who did what, and what was refused.")
        {
            limit, data, json, HubOptions.Wide, CreateVerify(),
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var entries = await hub.GetAsync($"hub/api/audit?limit={parsed.GetValue(limit)}");
            if (parsed.GetValue(json))
                Listing.PrintJson(entries);
            else
                Listing.Print(
                    entries.EnumerateArray(),
                    "No entry yet.",
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

    private static Command CreateVerify()
    {
        var data = HubOptions.Data();
        var command = new Command("verify", "Checks that neither audit log nor revisions were changed in the store.") { data };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var verification = await hub.GetAsync("hub/api/audit/verification");
            if (!verification.GetProperty("whole").GetBoolean())
                throw new CommandFailedException(
                    $"The chain is broken: first at audit entry {Or(verification.Text("brokenAuditEntry"))}, "
                    + $"revision {Or(verification.Text("brokenRevision"))}.");
            Terminal.Out.WriteLine("Audit log and revisions are whole.");
            return CommandLine.Done;
        });
        return command;
    }

    private static string Or(string number) => number.Length > 0 ? number : "none";
}
