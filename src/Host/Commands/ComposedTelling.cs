using System.Globalization;
using System.Text.Json;
using Hub.Facade.Composing;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Finds compositions, which share the names of routes, and tells what they are composed of.</summary>
internal static class ComposedTelling
{
    /// <summary>Returns a route; where none has this name, the composition that has it.</summary>
    public static async Task<JsonElement> AskAsync(HubClient hub, string id)
    {
        try
        {
            return await hub.GetAsync($"hub/api/routes/{Uri.EscapeDataString(id)}");
        }
        catch (CommandFailedException e) when (e.ExitCode == CommandLine.WrongUsage)
        {
            var all = await hub.GetAsync("hub/api/compositions");
            var at = all.Read<List<CompositionView>>().FindIndex(c => c.Id == id);
            if (at >= 0)
                return all[at];
            throw;
        }
    }

    /// <summary>Returns whether this is a composition.</summary>
    public static bool Is(JsonElement answer) => answer.Read<PartsOnly>().Parts is not null;

    public static Listed Tell(CompositionView composition) => new(
        ListingTable.Of(
            composition.Parts,
            "It has no part.",
            ("part", p => p.Part),
            ("route", p => p.Route),
            ("without it", p => p.Optional ? "the answer says that it is missing" : "the answer fails"),
            ("deadline", p => p.DeadlineMilliseconds is { } own ? Milliseconds(own) : "that of the whole answer")),
        [
            $"{ApiRecords.Line(composition.Id)} is a composition: {ApiRecords.Line(composition.Match)}, "
                + $"within {Milliseconds(composition.DeadlineMilliseconds)}",
            "it has no stage of its own: each part is answered where its route stands",
        ]);

    /// <summary>What a composition has and a route has not.</summary>
    private sealed record PartsOnly(IReadOnlyList<PartView>? Parts);

    private static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} ms");
}
