using System.CommandLine;
using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>Lists the systems of record, or what can be asked of one of them.</summary>
internal static class SystemsCommand
{
    public static Command Create()
    {
        var listing = new ListingCommand();
        var system = new Argument<string?>("system")
        {
            Description = "A system, such as erp: lists its operations, as ./hub try and POST /systems take them.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "systems", "Asks each system of record whether it is alive; with a system's name, lists its operations.") { system };
        listing.AddTo(command, watched: true);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(system) is not { } name)
                return await listing.RunAsync(parsed, "hub/api/systems", Tell);
            using var hub = listing.Connect(parsed);
            listing.Show(parsed, await FindAsync(hub, name), TellOperations);
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>Returns a system with its operations.</summary>
    /// <exception cref="CommandFailedException">The hub has no such system.</exception>
    public static async Task<JsonElement> FindAsync(HubClient hub, string name)
    {
        var systems = (await hub.GetAsync("systems")).EnumerateArray().ToList();
        return systems.Cast<JsonElement?>().FirstOrDefault(s => s!.Value.Text("name") == name)
            ?? throw new CommandFailedException(
                $"There is no system '{name}'"
                + Spelling.EndSentence(Spelling.DidYouMean(name, systems.Select(s => s.Text("name"))))
                + " ./hub systems lists them.",
                CommandLine.WrongUsage);
    }

    private static Listed Tell(JsonElement systems) => new(ListingTable.Of(
        systems.EnumerateArray(),
        "The plan served has no system.",
        ("system", s => s.Text("name")),
        ("state…", s => s.GetProperty("alive").GetBoolean() ? "alive" : s.Text("problem")),
        ("spoken to by", s => s.Text("kind")),
        ("at", s => s.Text("location"))));

    private static Listed TellOperations(JsonElement system) => new(ListingTable.Of(
        system.GetProperty("operations").EnumerateArray(),
        $"{system.Text("name")} has no operation that can be called.",
        ("operation", o => o.Text("name")),
        ("access", o => o.Text("access")),
        ("address", o => $"POST {o.Text("href")}")));
}
