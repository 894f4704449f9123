using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Host.Shell;
using Hub.Platform.Problems;

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
        if (done.Text("digest").Length > 0)
            return Waits(done, json);
        var moved = !JsonElement.DeepEquals(done.GetProperty("from"), done.GetProperty("to"));
        if (!json)
            Terminal.Out.WriteLine(Sentence(done, moved));
        if (done.TryGetProperty("together", out var together))
            Say(json, $"Moved with it, as they write the same records: "
                + $"{string.Join(", ", together.EnumerateArray().Select(r => r.GetString()))}.");
        if (done.TryGetProperty("handover", out var steps))
            foreach (var step in steps.EnumerateArray())
            {
                var took = step.GetProperty("milliseconds").GetDouble();
                Say(json, $"  {step.Text("step"),-10} {took,8:0.0} ms  {step.Text("detail")}");
            }

        if (done.TryGetProperty("wayBack", out var way) && way.ValueKind == JsonValueKind.Object)
            foreach (var line in WayBackTelling.Lines("  way back   ", way))
                Say(json, line);
        foreach (var line in GateTelling.Lines("  gate       ", done))
            Say(json, line);
        if (done.Text("forced") is { Length: > 0 } forced)
            Say(json, $"note: forced although {forced}.");
        if (done.TryGetProperty("notes", out var notes))
            foreach (var note in notes.EnumerateArray())
                Say(json, $"note: {note.GetString()}");
        if (WhoStays(done.GetProperty("to")) is { } stay)
            Say(json, stay);
        var followed = wait && moved ? await FollowAsync(done, json, cancellation) : null;
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(With(done, followed)));
        return CommandLine.Done;
    }

    /// <summary>In zone inside a shift forward is put down, and done once somebody else approves it.</summary>
    private static int Waits(JsonElement change, bool json)
    {
        if (!json)
            return ApproveCommand.Tell(change);
        Listing.PrintJson(change);
        return CommandLine.Waits;
    }

    private async Task<Followed> FollowAsync(JsonElement done, bool json, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var leaves = Leaves(done);
        var path = $"hub/api/revisions/{done.Text("revision")}/rollout?route={Uri.EscapeDataString(done.Text("route"))}";
        var followed = new Followed(default, null, null);
        while (followed.Drained is null && Stopwatch.GetElapsedTime(started) < Longest)
        {
            var rollout = await hub.GetAsync(path);
            var took = Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (followed.Served is null && rollout.GetProperty("served").GetBoolean())
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
            { Drained: not null } when !leaves => done.GetProperty("to").Text("stage") == "shadow"
                ? "The legacy side answers callers as before, and the new side is asked the same, unseen by them: "
                    + $"./hub evidence {done.Text("route")} tells how both compare."
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
    private static bool Leaves(JsonElement done) =>
        done.GetProperty("from").Text("stage") is not ("legacy" or "shadow")
        || done.GetProperty("to").Text("stage") is not ("legacy" or "shadow");

    private static bool IsThrough(JsonElement rollout, bool leaves) =>
        rollout.GetProperty(leaves ? "drained" : "served").GetBoolean();

    /// <summary>Who stays on the legacy side at a canary of 100 %, as a sentence; null for other states.</summary>
    public static string? WhoStays(JsonElement state) => state.Text("stage") == "canary" && state.Text("percent") == "100"
        ? "Requests without a cohort key stay on the legacy side until the route stands at new."
        : null;

    private static string Sentence(JsonElement done, bool moved) => moved
        ? $"{done.Text("route")}: {done.GetProperty("from").State()} → {done.GetProperty("to").State()}, "
            + $"served as revision {done.Text("revision")}."
        : $"{done.Text("route")} stands at {done.GetProperty("to").State()} already (revision {done.Text("revision")}).";

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

    private static string Nodes(JsonElement rollout) =>
        rollout.GetProperty("nodes").GetArrayLength() is var n && n == 1 ? "1 node" : $"all {n} nodes";

    private static int Draining(JsonElement rollout) =>
        rollout.GetProperty("nodes").EnumerateArray().Sum(n => n.GetProperty("draining").GetInt32());

    private static string Behind(JsonElement rollout) => string.Join(", ", rollout.GetProperty("nodes").EnumerateArray()
        .Where(n => !n.GetProperty("serves").GetBoolean()).Select(n => n.Text("node")));

    private sealed record Followed(JsonElement Rollout, double? Served, double? Drained);
}
