using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>Lists the systems of record and the sides of the plan, or what can be asked of one system.</summary>
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
            "systems",
            "Asks each system of record and each side of the plan whether it is alive (exit code 1 where one is not); with a "
            + "system's name, lists its operations.")
        {
            system,
        };
        var drift = new Option<bool>("--drift")
        {
            Description = "Lists how systems differ from their contracts in the plan: in what they answer, and in the WSDL or "
                + "the tables they offer, for which they are asked once a day.",
        };
        command.Options.Add(drift);
        listing.AddTo(command, watched: true);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(drift))
                return await listing.RunAsync(
                    parsed, hub => FindDriftAsync(hub, parsed.GetValue(system)), ContractDriftTelling.Tell);
            if (parsed.GetValue(system) is not { } name)
                return await listing.RunAsync(parsed, AskAsync, Tell, ExitCode);
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
        if (SideName.Parse(name) is { IsHosted: true } side)
            throw new CommandFailedException(
                $"'{name}' is a side, not a system: "
                + (side.Kind == SideKind.Adapter ? $"./hub systems {side.Name} lists its operations."
                    : "it answers routes, which ./hub routes lists, and ./hub systems tells whether it is alive."),
                CommandLine.WrongUsage);
        var systems = (await hub.GetAsync("systems")).EnumerateArray().ToList();
        return systems.Cast<JsonElement?>().FirstOrDefault(s => s!.Value.Text("name") == name)
            ?? throw new CommandFailedException(
                $"There is no system '{name}'"
                + Spelling.EndSentence(Spelling.DidYouMean(name, systems.Select(s => s.Text("name"))))
                + " ./hub systems lists them.",
                CommandLine.WrongUsage);
    }

    private static async Task<JsonElement> FindDriftAsync(HubClient hub, string? name)
    {
        if (name is not null)
            await FindAsync(hub, name);
        var all = await hub.GetAsync("hub/api/systems/drift");
        return name is null ? all
            : JsonSerializer.SerializeToElement(all.EnumerateArray().Where(s => s.Text("system") == name));
    }

    // The process that runs the adapters knows the systems, the one that is asked knows the sides.
    private static async Task<JsonElement> AskAsync(HubClient hub)
    {
        var answers = await Task.WhenAll(hub.GetAsync("hub/api/systems"), hub.GetAsync("hub/api/sides"));
        return JsonSerializer.SerializeToElement(answers.SelectMany(a => a.EnumerateArray()));
    }

    private static int ExitCode(JsonElement all)
    {
        var dead = all.EnumerateArray().Where(s => !IsAlive(s)).ToList();
        foreach (var one in dead)
            Terminal.Error.WriteLine($"{one.Text("name")} does not answer: {one.Text("problem")}");
        return dead.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static bool IsAlive(JsonElement one) => one.GetProperty("alive").GetBoolean();

    private static Listed Tell(JsonElement all) => new(
        ListingTable.Of(
            all.EnumerateArray(),
            "The plan served has neither systems nor sides.",
            ("name", s => s.Text("name")),
            ("state…", s => IsAlive(s) ? "alive" : s.Text("problem")),
            ("kind", s => s.Text("kind")),
            ("at", s => s.Text("location")),
            ("drift", Drift),
            ("answers…", s => s.TryGetProperty("routes", out _) ? s.Names("routes") : ""),
            ("requests", Requests)));

    private static string Drift(JsonElement system) => system.Text("drift") is var findings and not "0" ? findings : "";

    private static string Requests(JsonElement side) => side.Text("answered") is not { Length: > 0 } answered ? ""
        : side.Text("failed") == "0" ? answered
        : $"{answered}, {side.Text("failed")} failed";

    private static Listed TellOperations(JsonElement system) => new(ListingTable.Of(
        system.GetProperty("operations").EnumerateArray(),
        $"{system.Text("name")} has no operation that can be called.",
        ("operation", o => o.Text("name")),
        ("access", o => o.Text("access")),
        ("address", o => $"POST {o.Text("href")}")));
}
