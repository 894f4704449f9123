using System.CommandLine;
using Hub.Host.Shell;
using Hub.Platform.Problems;
using Hub.Sync.Feeding;

namespace Hub.Host.Commands;

/// <summary>Reads the changes of an entity that both sides of its link agree on.</summary>
internal static class FeedCommand
{
    private const int Most = 10_000;

    public static Command Create() => new("feed", "Reads the changes of an entity that both sides agree on.")
    {
        CreateRead(), FeedArchiveCommand.Create(),
    };

    /// <summary>The entity that is read.</summary>
    public static Argument<string> Entity() => new("entity") { Description = "The link's entity, such as customers." };

    /// <summary>Where reading begins.</summary>
    public static Option<string?> After() => new("--after")
    {
        Description = "Go on behind this cursor, as an event has it. The start of the feed when not given.",
        HelpName = "CURSOR",
    };

    private static Command CreateRead()
    {
        var (entity, after, data) = (Entity(), After(), HubOptions.Data());
        var json = new Option<bool>("--json") { Description = "Print each event as JSON, one on a line." };
        var follow = new Option<bool>("--follow") { Description = "Wait for further changes until Ctrl+C." };
        var limit = new Option<int>("--limit")
        {
            Description = $"How many events, the oldest first, up to {Most}; all of them with --follow.",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        }.Between(1, Most);
        var command = new Command("read", "Shows the changes, the oldest first; of each record the latest one.")
        {
            entity, after, limit, follow, data, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            using var interruption = new Interruption(cancellation);
            var pages = new FeedPages(hub, parsed.GetValue(entity)!, parsed.GetValue(after));
            await PrintAsync(
                pages, parsed.GetValue(follow) ? null : parsed.GetValue(limit), parsed.GetValue(json), interruption.Token);
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task PrintAsync(FeedPages pages, int? limit, bool json, CancellationToken cancellation)
    {
        var count = 0;
        try
        {
            await foreach (var (answer, change) in pages.ReadAsync(follows: limit is null, cancellation))
            {
                if (count == limit)
                {
                    Terminal.Error.WriteLine(
                        $"The first {limit} are shown; further ones: --after {pages.Cursor}, or --limit N.");
                    return;
                }

                (count, pages.Cursor) = (count + 1, change.Cursor);
                Terminal.Out.WriteLine(json ? Listing.LineOf(answer) : Line(change));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // As a person has asked for.
        }

        if (pages.Cursor is { } cursor)
            Terminal.Error.WriteLine($"{Counted.Of(count, "change")}; what comes later: --after {cursor}");
        else
            Terminal.Error.WriteLine("Both sides have agreed on no record yet.");
    }

    private static string Line(CloudEvent change) =>
        $"{ApiRecords.Time(change.Time)}  {change.Type.Split('.')[^1]}  {ApiRecords.Line(change.Subject)}  "
        + ApiRecords.Line(change.Data?.ToString());
}
