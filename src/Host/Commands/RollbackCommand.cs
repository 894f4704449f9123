using System.CommandLine;

namespace Hub.Host.Commands;

internal static class RollbackCommand
{
    public static Command Create()
    {
        var (route, reason, data, json) = (HubOptions.Route(), HubOptions.Reason(), HubOptions.Data(), HubOptions.Json());
        var command = new Command("rollback", "Puts a route back on its legacy side, at once. Never refused.") { route, reason, data, json };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var done = await hub.PostAsync(
                $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}/rollback", new { reason = parsed.GetValue(reason) });
            ShiftCommand.Print(done, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return command;
    }
}
