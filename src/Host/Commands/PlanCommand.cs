using System.CommandLine;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Commands;

internal static class PlanCommand
{
    public static Command Create() =>
        new("plan", "Checks a plan's files, and brings them into a running hub.") { CreateCheck(), PlanApplyCommand.CreateDiff(), PlanApplyCommand.Create() };

    private static Command CreateCheck()
    {
        var (plan, environment) = (UpOptions.Plan(), UpOptions.Environment());
        var command = new Command("check", "Reads a plan and reports all of its faults with file, line and advice.") { plan, environment };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(plan)!;
            return Check(folder, parsed.GetValue(environment));
        });
        return command;
    }

    private static int Check(string folder, string? environment)
    {
        try
        {
            // What the demo landscape will provide has no address before it runs.
            var standIns = DemoLandscape.Read(folder)?.StandIns;
            using var services = HubApplication.CreatePlanChecker();
            var errors = new PlanErrors();
            if (services.GetRequiredService<PlanLoader>().Load(PlanFolder.Read(folder, environment), new PlanReferences(standIns), errors) is not { } plan)
                throw new PlanInvalidException(errors);
            foreach (var note in errors.Notes)
                Terminal.Out.WriteLine($"note: {note}");
            Terminal.Out.WriteLine($"{folder} is valid: {plan.Systems.Length} systems, {plan.Capabilities.Length} capabilities, {plan.Routes.Count()} routes; plan {plan.Hash[..12]}.");
            return CommandLine.Done;
        }
        catch (PlanInvalidException e)
        {
            PlanFaults.Print(folder, e.Errors);
            return CommandLine.Failed;
        }
        catch (PlanNotReadableException e)
        {
            throw new CommandFailedException(e.Message);
        }
    }
}
