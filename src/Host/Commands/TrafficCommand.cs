using System.CommandLine;
using System.Globalization;
using Hub.Facade.Traffic;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows the requests that were answered lately, whichever node answered them.</summary>
internal static class TrafficCommand
{
    private const int Most = 500;

    private static readonly (string Parameter, Func<Option<string?>> Create)[] Filters =
    [
        ("route", () => Text("--route", "Requests of this route or composition, such as orders.get.", "ID")),
        ("side", () => Text("--side", "Requests that this side answered, or the hub itself.", "SIDE").Of("legacy", "new", "hub")),
        ("status", () => Text("--status", "Answers of this class or status: 5xx, 404.", "STATUS")),
        ("caller", () => Text("--caller", "Requests of this caller, by its token's name; takes role operator.", "NAME")),
        ("request", () => Text("--request", "Requests whose id begins with this.", "ID")),
        ("before", () => Text("--before", "Older requests than this place, which the page before has told.", "PLACE")),
    ];

    public static Command Create()
    {
        var listing = new ListingCommand();
        var filters = Filters.Select(f => (f.Parameter, Option: f.Create())).ToList();
        var since = AuditFilters.Time("--since", "Requests from this time on");
        var limit = new Option<int>("--limit")
        {
            Description = $"How many requests, newest first, up to {Most}.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        }.Between(1, Most);
        var command = new Command(
            "traffic", "Shows the requests that were answered lately, at all nodes; explain says more of each.");
        foreach (var (_, option) in filters)
            command.Options.Add(option);
        command.Options.Add(since);
        command.Options.Add(limit);
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => listing.RunAsync<TrafficView>(
            parsed,
            "hub/api/traffic" + AuditFilters.None(filters.Select(f => (f.Parameter, parsed.GetValue(f.Option)))
                .Append(("since", AuditFilters.Utc(parsed.GetValue(since))))
                .Append(("limit", parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture)))),
            Tell));
        return command;
    }

    private static Option<string?> Text(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };

    private static Listed Tell(TrafficView view)
    {
        List<string> notes = [];
        if (view.Next is { } next)
            notes.Add($"older ones: --before {ApiRecords.Line(next)}, or --limit N");
        if (view.Silent.Count > 0)
            notes.Add($"note: not listed: those of {ApiRecords.Names(view.Silent)}, which gave no answer");
        return new Listed(
            ListingTable.Of(
                view.Requests,
                "No such request is remembered: each node keeps some thousands of the last ones.",
                ("time", r => ApiRecords.Time(r.At)),
                ("route", r => r.Route),
                ("by", r => r.AnsweredBy),
                ("status", r => $"{r.Status}"),
                ("ms", r => r.TookMilliseconds.ToString("0.0", CultureInfo.InvariantCulture)),
                ("outcome…", r => r.Outcome),
                ("caller", r => r.Caller ?? "-"),
                ("stage", r => r.Stage),
                ("node", r => r.Node),
                ("request", r => r.Id)),
            notes);
    }
}
