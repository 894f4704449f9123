using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows the parked changes, and has the acts on them below it.</summary>
internal static class ParkedCommand
{
    public static Command Create()
    {
        var (listing, search) = (new ListingCommand(), new SearchOptions(acts: false, ofParked: true));
        var link = new Argument<string?>("link")
        {
            Description = "Shows the parked changes of this link only, such as customers.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("parked", "Shows changes that a person must look at, the oldest first.") { link };
        search.AddTo(command);
        listing.AddTo(command, watched: true);
        command.Subcommands.Add(ParkedActs.CreateReplay("replay", link));
        command.Subcommands.Add(ParkedActs.CreateEdit(link));
        command.Subcommands.Add(ParkedActs.CreateDrop(link));
        command.SetAction((parsed, _) =>
        {
            var page = new PageOfRows(search.Limit(parsed));
            var path = $"hub/api/sync/parked{search.PageQuery(parsed, parsed.GetValue(link))}";
            var empty = search.Empty(parsed, parsed.GetValue(link), "No change is parked");
            return listing.RunAsync(
                parsed, async hub => page.Cut(await hub.GetAsync(path)), parked => Tell(parked, page, empty));
        });
        return command;
    }

    private static Listed Tell(JsonElement parked, PageOfRows page, string empty) => new(
        ListingTable.Of(
            parked.EnumerateArray(),
            empty,
            ("id", p => p.Text("id")),
            ("stream", p => p.Text("stream")),
            ("key", p => p.Text("key")),
            ("reason…", p => p.Text("reason")),
            ("since", p => p.Time("parkedAt"))),
        [.. page.Notes()]);
}
