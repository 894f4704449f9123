using System.CommandLine;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class RollbackCommand
{
    public static Command Create()
    {
        var (route, reason, data, json) = (HubOptions.Route(), HubOptions.Reason(), HubOptions.Data(), HubOptions.Json());
        var noWait = RolloutWatch.NoWait();
        var command = new Command(
            "rollback", "Puts a route back on its legacy side, with all that write the same linked records. "
            + "Refused only where the route is retired.")
        {
            route, reason, noWait, data, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var done = await hub.PostAsync(
                $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}/rollback",
                new { reason = parsed.GetValue(reason) });
            return await new RolloutWatch(hub).TellAsync(
                done, parsed.GetValue(json), wait: !parsed.GetValue(noWait), cancellation);
        });
        return command;
    }
}
