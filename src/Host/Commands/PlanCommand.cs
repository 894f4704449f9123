using System.CommandLine;
using System.Text.Json;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Commands;

internal static class PlanCommand
{
    public static Command Create() =>
        new("plan", "Checks and tests a plan's files, brings them into a running hub, and shows those it has had.")
        {
            CreateCheck(), PlanDiffCommand.Create(), PlanApplyCommand.Create(), PlanListCommand.Create(),
            PlanShowCommand.Create(), PlanExportCommand.Create(), PlanTestCommand.Create(), PlanRescueCommand.Create(),
        };

    private static Command CreateCheck()
    {
        var (plan, environment) = (UpOptions.Plan(), UpOptions.Environment());
        var (converters, json, references) =
            (UpOptions.ConvertersFolder(), HubOptions.Json(), new ReferenceOptions(HubOptions.Data()));
        var command = new Command(
            "check", "Reads a plan and reports all of its faults with file, line and advice.")
        {
            plan, environment, converters, json,
        };
        command.SetAction((parsed, _) =>
        {
            var (folder, name, rights) = (parsed.GetValue(plan)!, parsed.GetValue(environment), references.Read(parsed));
            return parsed.GetValue(json)
                ? PrintJsonAsync(folder, name, parsed.GetValue(converters), rights)
                : CheckAsync(folder, name, parsed.GetValue(converters), rights);
        });
        return references.AddTo(command);
    }

    private static async Task<int> PrintJsonAsync(string folder, string? environment, string? converters, ReferenceRights rights)
    {
        var errors = new PlanErrors();
        var plan = await LoadAsync(folder, environment, converters, rights, errors);
        Listing.PrintJson(JsonSerializer.SerializeToElement(new
        {
            valid = plan is not null,
            plan = plan?.Hash,
            errors = errors.Select(Told),
            notes = errors.Notes.Select(Told),
        }));
        return plan is null ? CommandLine.Failed : CommandLine.Done;

        static object Told(PlanError error) => new { file = error.At.File, line = error.At.Line, message = error.Message };
    }

    public static async Task<MigrationPlan?> LoadAsync(
        string folder, string? environment, string? converters, ReferenceRights rights, PlanErrors errors)
    {
        try
        {
            // What the demo landscape will provide has no address before it runs.
            var standIns = DemoLandscape.Read(folder)?.StandIns;
            await using var services = HubApplication.CreatePlanChecker(converters);
            return services.GetRequiredService<PlanLoader>()
                .Load(PlanFolder.Read(folder, environment), rights.For(folder, environment, standIns), errors);
        }
        catch (PlanNotReadableException e)
        {
            throw CommandFailedException.Of(e);
        }
    }

    private static async Task<int> CheckAsync(string folder, string? environment, string? converters, ReferenceRights rights)
    {
        try
        {
            var errors = new PlanErrors();
            if (await LoadAsync(folder, environment, converters, rights, errors) is not { } plan)
                throw new PlanInvalidException(errors);
            foreach (var note in errors.Notes)
                Terminal.Out.WriteLine($"note: {PlanFaults.PathOf(folder, $"{note}")}");
            Terminal.Out.WriteLine($"{folder} is valid: {Counted.Of(plan.Systems.Length, "system")}, "
                + $"{Counted.Of(plan.Capabilities.Length, "capability", "capabilities")}, "
                + $"{Counted.Of(plan.Routes.Count(), "route")}; plan {plan.Hash[..12]}.");
            return CommandLine.Done;
        }
        catch (PlanInvalidException e)
        {
            PlanFaults.Print(folder, e.Errors);
            return CommandLine.Failed;
        }
    }
}
