using System.CommandLine;
using Hub.Host.Shell;
using Hub.Sync.Applying;

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
            var page = new PageOfRows(search.Limit(parsed), p => p.Read<ParkedChange>().Id);
            var path = $"hub/api/sync/parked{search.PageQuery(parsed, parsed.GetValue(link))}";
            var empty = search.Empty(parsed, parsed.GetValue(link), "No change is parked");
            return listing.RunAsync<List<ParkedChange>>(
                parsed, async hub => page.Cut(await hub.GetAsync(path)), parked => Tell(parked, page, empty));
        });
        return command;
    }

    private static Listed Tell(List<ParkedChange> parked, PageOfRows page, string empty) => new(
        ListingTable.Of(
            parked,
            empty,
            ("id", p => p.Id),
            ("stream", p => p.Stream),
            ("key", p => p.Key),
            ("reason…", p => p.Reason),
            ("since", p => ApiRecords.Time(p.ParkedAt))),
        [.. page.Notes()]);
}
