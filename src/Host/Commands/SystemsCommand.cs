using System.CommandLine;

namespace Hub.Host.Commands;

internal static class SystemsCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("systems", "Asks each system of record whether it is alive.") { data, json, HubOptions.Wide };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var systems = await hub.GetAsync("hub/api/systems");
            if (parsed.GetValue(json))
                Listing.PrintJson(systems);
            else
                Listing.Print(
                    systems.EnumerateArray(),
                    "The plan served has no system.",
                    ("system", s => s.Text("name")),
                    ("spoken to by", s => s.Text("kind")),
                    ("at", s => s.Text("location")),
                    ("state…", s => s.GetProperty("alive").GetBoolean() ? "alive" : s.Text("problem")));
            return CommandLine.Done;
        });
        return command;
    }
}
