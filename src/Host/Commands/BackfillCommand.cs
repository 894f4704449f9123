using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Hub.Host.Shell;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>
/// Follows a link's first load, which the hub makes by itself as soon as a plan has the link, and compares both sides once it is
/// done.
/// </summary>
internal static class BackfillCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var link = new Argument<string>("link") { Description = "The link, such as customers." };
        var command = new Command(
            "backfill",
            "Follows how a link's records are carried over for the first time, and compares both sides when they are (exit code "
            + "1 where records differ). The hub fills by itself and goes on after Ctrl+C; what is newer is never overwritten.")
        {
            link, data, json, HubOptions.Wide,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var (name, printsJson) = (parsed.GetValue(link)!, parsed.GetValue(json));
            if (!await FollowAsync(hub, name, printsJson))
            {
                Terminal.Error.WriteLine($"It goes on in the hub: ./hub sync backfill {name} shows it again.");
                return CommandLine.Done;
            }

            return await ReconcileCommand.CompareAsync(hub, name, printsJson);
        });
        return command;
    }

    /// <summary>Shows how far each direction from the old system is; false where the person does not want to see more.</summary>
    private static async Task<bool> FollowAsync(HubClient hub, string link, bool json)
    {
        using var interruption = new Interruption();
        var (watch, began, shown) = (Stopwatch.StartNew(), -1L, "");
        try
        {
            while (true)
            {
                var links = (await hub.GetAsync("hub/api/sync/links")).Read<List<LinkStatus>>();
                var directions = links.Where(l => l.Entity == link && l.Origin == Side.Legacy).ToList();
                if (directions.Count == 0)
                    throw Unknown(link, links);
                var done = directions.Sum(Handled);
                began = began < 0 ? done : began;
                var line = string.Join("; ", directions.Select(Tell))
                    + (done > began ? $"; {(done - began) / watch.Elapsed.TotalSeconds:N0}/s" : "");
                if (line != shown && !json)
                    Terminal.Out.WriteLine(line);
                shown = line;
                if (directions.TrueForAll(d => d.CaughtUp))
                    return true;
                await Task.Delay(Pace, interruption.Token);
            }
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return false;
        }
    }

    private static CommandFailedException Unknown(string link, IReadOnlyList<LinkStatus> links)
    {
        var known = links.Select(l => l.Entity).Distinct(StringComparer.Ordinal).ToList();
        return new CommandFailedException(
            $"There is no link '{Spelling.Shorten(link)}'{Spelling.EndSentence(Spelling.DidYouMeanOr(link, known))}",
            CommandLine.WrongUsage);
    }

    private static long Handled(LinkStatus direction) => direction.Applied + direction.Parked + direction.Waiting;

    private static string Tell(LinkStatus direction) => string.Create(
        CultureInfo.InvariantCulture,
        $"{direction.From} to {direction.To}: {direction.Applied:N0} carried over")
        + (direction.Error is { Length: > 0 } error ? $", and stands still: {ApiRecords.Line(error)}"
            : direction.WaitsFor is { Length: > 0 } waits ? $", {ApiRecords.Line(waits)}"
            : "");
}
