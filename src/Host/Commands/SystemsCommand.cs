using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hub.Adapters.Drifting;
using Hub.Adapters.Surface;
using Hub.Facade.Shadowing;
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
                return await listing.RunAsync<List<ContractDriftView>>(
                    parsed, hub => FindDriftAsync(hub, parsed.GetValue(system)), ContractDriftTelling.Tell);
            if (parsed.GetValue(system) is not { } name)
                return await listing.RunAsync<List<Asked>>(parsed, AskAsync, Tell, ExitCode);
            using var hub = listing.Connect(parsed);
            var (answer, _) = await FindAsync(hub, name);
            listing.Show<SystemView>(parsed, answer, TellOperations);
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>Returns a system with its operations.</summary>
    /// <exception cref="CommandFailedException">The hub has no such system.</exception>
    public static async Task<(JsonElement Answer, SystemView System)> FindAsync(HubClient hub, string name)
    {
        if (SideName.Parse(name) is { IsHosted: true } side)
            throw new CommandFailedException(
                $"'{name}' is a side, not a system: "
                + (side.Kind == SideKind.Adapter ? $"./hub systems {side.Name} lists its operations."
                    : "it answers routes, which ./hub routes lists, and ./hub systems tells whether it is alive."),
                CommandLine.WrongUsage);
        var answer = await hub.GetAsync("systems");
        var systems = answer.Read<List<SystemView>>();
        var index = systems.FindIndex(s => s.Name == name);
        return index >= 0
            ? (answer[index], systems[index])
            : throw new CommandFailedException(
                $"There is no system '{name}'"
                + Spelling.EndSentence(Spelling.DidYouMean(name, systems.Select(s => s.Name)))
                + " ./hub systems lists them.",
                CommandLine.WrongUsage);
    }

    private static async Task<JsonElement> FindDriftAsync(HubClient hub, string? name)
    {
        if (name is not null)
            await FindAsync(hub, name);
        var all = await hub.GetAsync("hub/api/systems/drift");
        return name is null ? all
            : JsonSerializer.SerializeToElement(
                all.Rows().Where(s => s.Read<ContractDriftView>().System == name));
    }

    // The process that runs the adapters knows the systems, the one that is asked knows the sides.
    private static async Task<JsonElement> AskAsync(HubClient hub)
    {
        var answers = await Task.WhenAll(hub.GetAsync("hub/api/systems"), hub.GetAsync("hub/api/sides"));
        return JsonSerializer.SerializeToElement(answers.SelectMany(a => a.Rows()));
    }

    private static int ExitCode(List<Asked> all)
    {
        var dead = all.FindAll(s => !s.Alive);
        foreach (var one in dead)
            Terminal.Error.WriteLine($"{ApiRecords.Line(one.Name)} does not answer: {ApiRecords.Line(one.Problem)}");
        return dead.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static Listed Tell(List<Asked> all) => new(
        ListingTable.Of(
            all,
            "The plan served has neither systems nor sides.",
            ("name", s => s.Name),
            ("state…", s => s.Alive ? "alive" : s.Problem ?? ""),
            ("kind", s => s.Kind),
            ("at", s => s.Location),
            ("drift", s => s.Drift is > 0 ? $"{s.Drift}" : ""),
            ("answers…", s => string.Join(", ", s.Routes ?? [])),
            ("requests", Requests)),
        [.. all.Where(s => s.Shadows is not null).Select(Shadows)]);

    private static string Shadows(Asked side)
    {
        var (concurrency, rate, parts, underWay) = side.Shadows!;
        var limits = new[]
        {
            concurrency is { } atOnce ? $"{atOnce} at once" : null,
            rate is { } perSecond ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.####} a second") : null,
        };
        var most = string.Join(" and ", limits.OfType<string>());
        return $"Comparing asks {ApiRecords.Line(side.Name)} at most {most} over all nodes; "
            + (parts == 0 ? "this node has no part of it yet." : $"this node has 1/{parts} of it, with {underWay} under way.");
    }

    private static string Requests(Asked side) => side.Answered is not { } answered ? ""
        : side.Failed is > 0 and var failed ? $"{answered}, {failed} failed"
        : $"{answered}";

    private static Listed TellOperations(SystemView system) => new(ListingTable.Of(
        system.Operations,
        $"{ApiRecords.Line(system.Name)} has no operation that can be called.",
        ("operation", o => o.Name),
        ("access", o => o.Access),
        ("address", o => $"POST {o.Href}")));

    /// <summary>What the listing has of a system (<c>SystemStanding</c>) and of a side (<c>ListedSide</c>).</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">How it is spoken to, or of which kind the side is.</param>
    /// <param name="Location">Where it is.</param>
    /// <param name="Alive">Whether it answers.</param>
    /// <param name="Problem">Why it does not; or null.</param>
    /// <param name="Drift">In how many ways a system differs from its contract; null of a side.</param>
    /// <param name="Routes">The routes that a side answers; null of a system.</param>
    /// <param name="Answered">Requests that a side answered; null where they are not counted.</param>
    /// <param name="Failed">Those of them that failed.</param>
    /// <param name="Shadows">What comparing may ask of a side; null where that is not limited.</param>
    private sealed record Asked(
        string Name, string Kind, string Location, bool Alive, string? Problem, int? Drift, IReadOnlyList<string>? Routes,
        long? Answered, long? Failed, ShadowsView? Shadows);
}
