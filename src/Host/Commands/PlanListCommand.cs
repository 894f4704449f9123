using System.CommandLine;
using Hub.Facade.Admin;
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
                Print(plans.Read<List<PlansApi.PlanUse>>());
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(List<PlansApi.PlanUse> plans) => ListingTable.Of(
        plans,
        "The store has no plan yet.",
        ("plan", p => p.Plan[..12]),
        ("revisions", Revisions),
        ("served", p => p.Served ? "yes" : "-"),
        ("since", p => ApiRecords.Time(p.Periods[0].At)),
        ("by", p => p.Periods[0].Actor),
        ("reason…", p => p.Periods[0].Reason)).Print();

    private static string Revisions(PlansApi.PlanUse plan) =>
        string.Join(", ", plan.Periods.Select(p => p.First == p.Last ? $"{p.First}" : $"{p.First}-{p.Last}"));
}
