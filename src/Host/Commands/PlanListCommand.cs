using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Lists the plans that the store has: which revisions had them, since when, by whom.</summary>
internal static class PlanListCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("list", "Shows the plans that the store has: which revisions used them, since when, by whom.")
        {
            data, json, HubOptions.Wide,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var plans = await hub.GetAsync("hub/api/plans");
            if (parsed.GetValue(json))
                Listing.PrintJson(plans);
            else
                Print(plans);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(JsonElement plans) => Listing.Print(
        plans.EnumerateArray(),
        "The store has no plan yet.",
        ("plan", p => p.Text("plan")[..12]),
        ("revisions", Revisions),
        ("served", p => p.GetProperty("served").GetBoolean() ? "yes" : "-"),
        ("since", p => Newest(p).Time("at")),
        ("by", p => Newest(p).Text("actor")),
        ("reason…", p => Newest(p).Text("reason")));

    private static JsonElement Newest(JsonElement plan) => plan.GetProperty("periods")[0];

    private static string Revisions(JsonElement plan) => string.Join(", ", plan.GetProperty("periods").EnumerateArray()
        .Select(p => (First: p.Text("first"), Last: p.Text("last")))
        .Select(p => p.First == p.Last ? p.First : $"{p.First}-{p.Last}"));
}
