using System.Globalization;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Handovers;
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
            Print(preview.Read<ShiftPreview>());
        return CommandLine.Done;
    }

    private static void Print(ShiftPreview preview)
    {
        var (from, to) = (ApiRecords.State(preview.From), ApiRecords.State(preview.To));
        Terminal.Out.WriteLine($"{ApiRecords.Line(preview.Route)}: {from} → {to}, tried only.");
        Terminal.Out.WriteLine(
            $"  would move  {preview.ToNew} to the new side, {preview.ToLegacy} to the legacy side, "
            + $"of {Counted.Of(preview.Keys, "cohort key")}");
        Terminal.Out.WriteLine(preview.Requests == 0
            ? "  seen        no request with a cohort key yet: nothing can be said"
            : $"  seen        {Counted.Of(preview.Requests, "request")} within "
                + $"{Describe(TimeSpan.FromSeconds(preview.SinceSeconds))}, "
                + $"in the memory of {Counted.Of(preview.Nodes, "node")}");
        if (preview.Silent.Count > 0)
            Terminal.Out.WriteLine($"  not counted what {ApiRecords.Names(preview.Silent)} saw: no answer from there");
        if (!preview.To.Groups.IsEmpty)
            Terminal.Out.WriteLine("  not counted who would move by group: which keys belong to a group is not remembered");
        if (preview.Handover is { } handover)
            PrintHandover(handover);
        foreach (var line in preview.WayBack is { } way ? WayBackTelling.Lines("  way back    ", way) : [])
            Terminal.Out.WriteLine(line);
        foreach (var line in GateTelling.Lines("  gate        ", preview.Gates))
            Terminal.Out.WriteLine(line);
        foreach (var note in preview.Notes)
            Terminal.Out.WriteLine($"  note        {note}");
        if (RolloutWatch.WhoStays(preview.To) is { } stay)
            Terminal.Out.WriteLine($"  note        {stay}");
        if (preview.Forced is { Length: > 0 } forced)
            Terminal.Out.WriteLine($"  note        forced although {ApiRecords.Line(forced)}");
        if (preview.AcceptedSplit is { Length: > 0 } split)
            Terminal.Out.WriteLine($"  note        accepted that {ApiRecords.Line(split)}");
        if (preview.Waits is { Length: > 0 } waits)
            Terminal.Out.WriteLine($"  would wait  {ApiRecords.Line(waits)}");
        foreach (var refused in Listing.Lines(preview.Refused ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Terminal.Out.WriteLine($"  refused now {refused}");
    }

    private static void PrintHandover(HandoverPreview handover)
    {
        Terminal.Out.WriteLine(
            $"  handover    of {ApiRecords.Names(handover.Together)}: {string.Join(" → ", handover.Steps)}");
        Terminal.Out.WriteLine($"  drained     once acknowledged by {ApiRecords.Names(handover.Nodes)}");
        foreach (var way in handover.Link)
            Terminal.Out.WriteLine(
                $"  caught up   {way.From} → {way.To}, now at {ApiRecords.Line(way.Position ?? "the beginning")}: "
                + Progress(way));
        var (last, longest) = (handover.LastHeldMilliseconds, handover.HoldAtMostMilliseconds);
        var most = $"writes wait at most {longest:0} ms, else they are asked to come again";
        Terminal.Out.WriteLine(last.Count == 0
            ? $"  hold        not predicted: these routes were not handed over yet; {most}"
            : $"  hold        about {last.Max():0} ms, the longest of the last {last.Count}; {most}");
    }

    private static string Progress(DirectionPreview way) =>
        way.Error is { Length: > 0 } error ? $"stands still ({ApiRecords.Line(error)})"
        : way.CaughtUp ? "caught up"
        : string.Create(CultureInfo.InvariantCulture, $"lags by {way.LagSeconds} s");

    private static string Describe(TimeSpan since) => since switch
    {
        { TotalHours: >= 2 } => $"{since.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"{since.TotalMinutes:0} minutes",
        _ => Counted.Of((long)Math.Ceiling(since.TotalSeconds), "second"),
    };
}
