using System.CommandLine;
using System.Globalization;
using Hub.Facade.Waves;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows how much of the plan is done, and which waves are due, late or blocked.</summary>
internal static class PlanStatusCommand
{
    public static Command Create() => ListingCommand.Create<PlanStatusView>(
        "status", "Shows how much of the plan is done, and its waves: due, late, and what each is blocked by.",
        "hub/api/plan/status", Tell, watched: true);

    private static Listed Tell(PlanStatusView status) => new(
        ListingTable.Of(
            status.Waves.SelectMany(w => w.Routes.Where(r => !r.IsThere).Select(r => (Wave: w, Route: (WaveRoute?)r))
                .DefaultIfEmpty((Wave: w, Route: null))),
            "The plan served has no wave. A capability has them as "
                + "waves: [{ to: canary, routes: [orders.get], by: 2027-02-01 }].",
            ("state", r => r.Wave.State),
            ("by", r => r.Wave.By is { } by ? by.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "-"),
            ("to", r => ApiRecords.Word(r.Wave.To)),
            ("capability", r => r.Wave.Capability),
            ("owner", r => r.Wave.Owner),
            ("there", r => $"{r.Wave.Routes.Count(route => route.IsThere)} of {r.Wave.Routes.Count}"),
            ("not there", r => r.Route is { } route ? $"{route.Route} at {ApiRecords.Word(route.Stage)}" : "-"),
            ("blocked by…", Blocked)),
        [
            $"strangled by routes:  {Share(status.Routes, "routes are at new or retired" + NewOnly(status))}",
            $"strangled by traffic: {Share(status.Traffic, "requests were answered by new sides")}"
                + (status.TrafficSince is { } since ? $", since {ApiRecords.Time(since)}" : ""),
            $"strangled by records: {Share(status.Records, "records belong to new sides")}",
            .. status.Entities.Where(e => e.Records is null).Select(e =>
                $"note: not counted: records of {ApiRecords.Line(e.Entity)}; ./hub sync reconcile compares and counts them"),
            .. status.Silent.Count > 0
                ? [$"note: not counted: traffic of {ApiRecords.Names(status.Silent)}, which gave no answer"]
                : Array.Empty<string>(),
        ]);

    // Those that never had a legacy side were not strangled, and cannot be told from those that lost it.
    private static string NewOnly(PlanStatusView status) => status.NewOnly == 0 ? "" : $", {status.NewOnly} of them new only";

    private static string Blocked((WaveView Wave, WaveRoute? Route) row) => row switch
    {
        { Route: null } => "-",
        { Route.Blocked: { } why } => why,
        { Wave.State: WaveView.Planned } => "-",
        _ => "nothing",
    };

    private static string Share(StrangledShare share, string what) => share.Share is { } part
        ? string.Create(CultureInfo.InvariantCulture, $"{part * 100:0.#} % ({share.New} of {share.Of} {what})")
        : "nothing to count yet";
}
