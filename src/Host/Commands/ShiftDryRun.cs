using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Asks what a shift would do, and tells it.</summary>
internal static class ShiftDryRun
{
    public static async Task<int> TellAsync(HubClient hub, string path, AskedShift shift, bool json)
    {
        var preview = await hub.GetAsync($"{path}/preview?{shift.ToQuery()}");
        if (json)
            Listing.PrintJson(preview);
        else
            Print(preview);
        return CommandLine.Done;
    }

    private static void Print(JsonElement preview)
    {
        var (from, to) = (preview.GetProperty("from").State(), preview.GetProperty("to").State());
        Terminal.Out.WriteLine($"{preview.Text("route")}: {from} → {to}, tried only.");
        Terminal.Out.WriteLine(
            $"  would move  {preview.Text("toNew")} to the new side, {preview.Text("toLegacy")} to the legacy side, "
            + $"of {Counted.Of(preview.GetProperty("keys").GetInt64(), "cohort key")}");
        var since = TimeSpan.FromSeconds(preview.GetProperty("sinceSeconds").GetDouble());
        Terminal.Out.WriteLine(preview.GetProperty("requests").GetInt32() == 0
            ? "  seen        no request with a cohort key yet: nothing can be said"
            : $"  seen        {Counted.Of(preview.GetProperty("requests").GetInt64(), "request")} within {Describe(since)}, "
                + $"in the memory of {Counted.Of(preview.GetProperty("nodes").GetInt64(), "node")}");
        if (preview.GetProperty("silent").EnumerateArray().Select(n => n.GetString()).ToList() is { Count: > 0 } silent)
            Terminal.Out.WriteLine($"  not counted what {string.Join(", ", silent)} saw: no answer from there");
        if (preview.GetProperty("to").GetProperty("groups").GetArrayLength() > 0)
            Terminal.Out.WriteLine("  not counted who would move by group: which keys belong to a group is not remembered");
        if (preview.TryGetProperty("handover", out var handover) && handover.ValueKind == JsonValueKind.Object)
            PrintHandover(handover);
        if (preview.TryGetProperty("wayBack", out var way) && way.ValueKind == JsonValueKind.Object)
            foreach (var line in WayBackTelling.Lines("  way back    ", way))
                Terminal.Out.WriteLine(line);
        foreach (var line in GateTelling.Lines("  gate        ", preview))
            Terminal.Out.WriteLine(line);
        foreach (var note in preview.GetProperty("notes").EnumerateArray())
            Terminal.Out.WriteLine($"  note        {note.GetString()}");
        if (RolloutWatch.WhoStays(preview.GetProperty("to")) is { } stay)
            Terminal.Out.WriteLine($"  note        {stay}");
        if (preview.Text("forced") is { Length: > 0 } forced)
            Terminal.Out.WriteLine($"  note        forced although {forced}");
        if (preview.Text("acceptedSplit") is { Length: > 0 } split)
            Terminal.Out.WriteLine($"  note        accepted that {split}");
        if (preview.Text("waits") is { Length: > 0 } waits)
            Terminal.Out.WriteLine($"  would wait  {waits}");
        foreach (var refused in preview.Lines("refused").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Terminal.Out.WriteLine($"  refused now {refused}");
    }

    private static void PrintHandover(JsonElement handover)
    {
        var steps = string.Join(" → ", handover.GetProperty("steps").EnumerateArray().Select(s => s.GetString()));
        Terminal.Out.WriteLine($"  handover    of {handover.Names("together")}: {steps}");
        Terminal.Out.WriteLine($"  drained     once acknowledged by {handover.Names("nodes")}");
        foreach (var way in handover.GetProperty("link").EnumerateArray())
            Terminal.Out.WriteLine(
                $"  caught up   {way.Text("from")} → {way.Text("to")}, now at {Position(way)}: "
                + (way.Text("error") is { Length: > 0 } error ? $"stands still ({error})"
                    : way.GetProperty("caughtUp").GetBoolean() ? "caught up"
                    : $"lags by {way.Text("lagSeconds")} s"));
        var last = handover.GetProperty("lastHeldMilliseconds").EnumerateArray().Select(t => t.GetDouble()).ToList();
        var longest = handover.GetProperty("holdAtMostMilliseconds").GetDouble();
        var most = $"writes wait at most {longest:0} ms, else they are asked to come again";
        Terminal.Out.WriteLine(last.Count == 0
            ? $"  hold        not predicted: these routes were not handed over yet; {most}"
            : $"  hold        about {last.Max():0} ms, the longest of the last {last.Count}; {most}");
    }

    private static string Position(JsonElement way) =>
        way.Text("position") is { Length: > 0 } position ? position : "the beginning";

    private static string Describe(TimeSpan since) => since switch
    {
        { TotalHours: >= 2 } => $"{since.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"{since.TotalMinutes:0} minutes",
        _ => Counted.Of((long)Math.Ceiling(since.TotalSeconds), "second"),
    };
}
