using System.CommandLine;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class ShiftCommand
{
    public static Command Create()
    {
        var (route, shift, noWait) = (HubOptions.Route(), new ShiftArguments(), RolloutWatch.NoWait());
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command(
            "shift",
            "Moves a route to a stage, at once; routes that write linked records move together, once both sides hold the same. "
            + "In zone inside forward only once a second person approves (exit code 3).")
        {
            route,
        };
        shift.AddTo(command);
        foreach (var option in new Option[] { noWait, data, json })
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var path = $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}";
            var asked = shift.Read(parsed);
            if (shift.IsDryRun(parsed))
                return await ShiftDryRun.TellAsync(hub, path, asked, parsed.GetValue(json));
            var done = await hub.PostAsync($"{path}/shift", asked);
            return await new RolloutWatch(hub).TellAsync(
                done, parsed.GetValue(json), wait: !parsed.GetValue(noWait), cancellation);
        });
        return command;
    }
}
