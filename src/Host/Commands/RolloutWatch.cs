using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Approvals;
using Hub.Host.Shell;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Shifted = Hub.Facade.Cutover.ShiftOutcome.Done;

namespace Hub.Host.Commands;

/// <summary>
/// Follows a shift until every live node serves it and the side it left is drained, and says how long both took.
/// </summary>
internal sealed class RolloutWatch(HubClient hub)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static Option<bool> NoWait() => new("--no-wait")
    {
        Description = "Do not wait until every node serves it and the side it leaves is drained.",
    };

    /// <summary>Prints what was done, and, unless told not to wait, how it came to all nodes.</summary>
    public async Task<int> TellAsync(JsonElement done, bool json, bool wait, CancellationToken cancellation)
    {
        if (PendingChangeOf(done) is { } waiting)
            return Waits(done, waiting, json);
        var told = done.Read<Shifted>();
        var moved = told.From != told.To;
        if (!json)
            Terminal.Out.WriteLine(Sentence(told, moved));
        if (told.Together is { } together)
            Say(json, $"Moved with it, as they write the same records: {ApiRecords.Names(together)}.");
        foreach (var step in told.Handover ?? [])
            Say(json, $"  {step.Step,-10} {step.Milliseconds,8:0.0} ms  {ApiRecords.Line(step.Detail)}");

        if (told.WayBack is { } way)
            foreach (var line in WayBackTelling.Lines("  way back   ", way))
                Say(json, line);
        foreach (var line in GateTelling.Lines("  gate       ", told.Gates))
            Say(json, line);
        if (told.Forced is { Length: > 0 } forced)
            Say(json, $"note: forced although {ApiRecords.Line(forced)}.");
        foreach (var note in told.Notes ?? [])
            Say(json, $"note: {note}");
        if (WhoStays(told.To) is { } stay)
            Say(json, stay);
        var followed = wait && moved ? await FollowAsync(told, json, cancellation) : null;
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(With(done, followed)));
        return CommandLine.Done;
    }

    /// <summary>Returns the change that waits for a second person; null where the answer tells what was done.</summary>
    public static PendingView? PendingChangeOf(JsonElement answer) =>
        answer.Read<Waiting>().Digest is null ? null : answer.Read<PendingView>();

    /// <summary>In zone inside a shift forward is put down, and done once somebody else approves it.</summary>
    private static int Waits(JsonElement answer, PendingView change, bool json)
    {
        if (!json)
            return ApproveCommand.Tell(change);
        Listing.PrintJson(answer);
        return CommandLine.Waits;
    }

    private async Task<Followed> FollowAsync(Shifted done, bool json, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var leaves = Leaves(done);
        var path = $"hub/api/revisions/{done.Revision}/rollout?route={Uri.EscapeDataString(done.Route)}";
        var followed = new Followed(new Rollout(done.Revision, []), null, null);
        while (followed.Drained is null && Stopwatch.GetElapsedTime(started) < Longest)
        {
            var rollout = (await hub.GetAsync(path)).Read<Rollout>();
            var took = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (followed.Served is null && rollout.Served)
            {
                followed = followed with { Served = took };
                Say(json, $"Served by {Nodes(rollout)} within {took} ms.");
            }

            followed = followed with { Rollout = rollout, Drained = IsThrough(rollout, leaves) ? took : null };
            if (followed.Drained is null)
                await Task.Delay(Pace, cancellation);
        }

        Say(json, followed switch
        {
            { Drained: not null } when !leaves => done.To.Stage == Stage.Shadow
                ? "The legacy side answers callers as before, and both sides are compared, unseen by them: "
                    + $"./hub evidence {ApiRecords.Line(done.Route)} tells what differs."
                : "The legacy side answers callers as before, and the new side is asked no more.",
            { Drained: { } took } => $"The side it left is drained, within {took} ms.",
            { Served: not null } =>
                $"Still in flight on the side it left: {Counted.Of(Draining(followed.Rollout), "request")}; "
                + "what is in flight ends where it began.",
            _ => $"Not served yet by {Behind(followed.Rollout)}; see ./hub nodes.",
        });
        return followed;
    }

    // Between legacy and shadow no caller is moved.
    private static bool Leaves(Shifted done) =>
        done.From.Stage is not (Stage.Legacy or Stage.Shadow) || done.To.Stage is not (Stage.Legacy or Stage.Shadow);

    private static bool IsThrough(Rollout rollout, bool leaves) => leaves ? rollout.Drained : rollout.Served;

    /// <summary>Who stays on the legacy side at a canary of 100 %, as a sentence; null for other states.</summary>
    public static string? WhoStays(RouteState state) => state is { Stage: Stage.Canary, Percent: 100 }
        ? "Requests without a cohort key stay on the legacy side until the route stands at new."
        : null;

    private static string Sentence(Shifted done, bool moved) => moved
        ? $"{ApiRecords.Line(done.Route)}: {ApiRecords.State(done.From)} → {ApiRecords.State(done.To)}, "
            + $"served as revision {done.Revision}."
        : $"{ApiRecords.Line(done.Route)} stands at {ApiRecords.State(done.To)} already (revision {done.Revision}).";

    private static void Say(bool json, string sentence)
    {
        if (!json)
            Terminal.Out.WriteLine(sentence);
    }

    private static JsonNode With(JsonElement done, Followed? followed)
    {
        var all = JsonSerializer.SerializeToNode(done)!.AsObject();
        if (followed is not null)
            (all["servedAfterMilliseconds"], all["drainedAfterMilliseconds"]) = (followed.Served, followed.Drained);
        return all;
    }

    private static string Nodes(Rollout rollout) =>
        rollout.Nodes is [_] ? "1 node" : $"all {rollout.Nodes.Count} nodes";

    private static int Draining(Rollout rollout) => rollout.Nodes.Sum(n => n.Draining);

    private static string Behind(Rollout rollout) => ApiRecords.Names(rollout.Nodes.Where(n => !n.Serves).Select(n => n.Node));

    // Of what was done, nobody approves anything by a digest.
    private sealed record Waiting(string? Digest);

    private sealed record Followed(Rollout Rollout, double? Served, double? Drained);
}
