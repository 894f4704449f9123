using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Commands;

internal static class PlanCommand
{
    public static Command Create() =>
        new("plan", "Makes, checks and tests a plan's files, brings them into a running hub, and shows those it has had.")
        {
            PlanNewCommand.Create(), CreateCheck(), PlanSchemaCommand.Create(), PlanDiffCommand.Create(),
            PlanApplyCommand.Create(), PlanStatusCommand.Create(), PlanListCommand.Create(),
            PlanShowCommand.Create(), PlanExportCommand.Create(), PlanTestCommand.Create(), PlanRescueCommand.Create(),
        };

    private static Command CreateCheck()
    {
        var (plan, environment) = (UpOptions.Plan(), UpOptions.Environment());
        var (converters, json, references) =
            (UpOptions.ConvertersFolder(), HubOptions.Json(), new ReferenceOptions(HubOptions.Data()));
        var urls = UpOptions.ListenAt("Where the hub will listen, as for ./hub up: sides that lead back there are noted.");
        var noDemo = new Option<bool>("--no-demo")
        {
            Description = "Take no variable from the demo, as ./hub up --no-demo: what is not set here is a fault.",
        };
        var command = new Command(
            "check", "Reads a plan and reports all of its faults with file, line and advice.")
        {
            plan, environment, converters, noDemo, urls, json,
        };
        command.SetAction((parsed, _) =>
        {
            var (folder, name) = (parsed.GetValue(plan)!, parsed.GetValue(environment));
            var errors = new PlanErrors();
            var checking = LoadAsync(
                folder, name, parsed.GetValue(converters), references.Read(parsed), errors, parsed.GetValue(urls),
                demo: !parsed.GetValue(noDemo));
            return parsed.GetValue(json) ? PrintJsonAsync(checking, errors) : TellAsync(folder, checking, errors);
        });
        return references.AddTo(command);
    }

    private static async Task<int> PrintJsonAsync(Task<MigrationPlan?> checking, PlanErrors errors)
    {
        var plan = await checking;
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

    /// <summary>Reads a folder's plan as a hub would that is to serve it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="environment">The environment laid over it, or null.</param>
    /// <param name="converters">Where converters of one's own come from.</param>
    /// <param name="rights">What it may read of this machine.</param>
    /// <param name="errors">Where faults and notes go.</param>
    /// <param name="urls">Where the hub will listen; null where that is not asked.</param>
    /// <param name="standIns">Whether stand-ins take the place of addresses and secrets that this machine lacks.</param>
    /// <param name="demo">Whether variables of the folder's demo count as set.</param>
    public static async Task<MigrationPlan?> LoadAsync(
        string folder, string? environment, string? converters, ReferenceRights rights, PlanErrors errors, string? urls = null,
        bool standIns = false, bool demo = true)
    {
        try
        {
            // What the demo landscape will provide has no address before it runs.
            var provided = demo ? DemoLandscape.Read(folder)?.StandIns : null;
            var bundle = PlanFolder.Read(folder, environment);
            await using var services = HubApplication.CreatePlanChecker(converters, urls);
            if (provided is not null && !standIns)
                NoteDemo(bundle, provided, errors);
            return services.GetRequiredService<PlanLoader>()
                .Load(bundle, rights.For(folder, environment, provided, standIns), errors);
        }
        catch (PlanNotReadableException e)
        {
            throw CommandFailedException.Of(e);
        }
    }

    /// <summary>A hub without the demo has to be given these.</summary>
    private static void NoteDemo(PlanBundle bundle, IReadOnlyDictionary<string, string> provided, PlanErrors errors)
    {
        var taken = AllowedVariables.NamedIn(bundle).Where(provided.ContainsKey).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        if (taken.Count > 0)
            errors.Note(
                new PlanLocation("demo.yaml", 1),
                $"taken from the demo: {string.Join(", ", taken)}; "
                + "--no-demo checks what is set here, as ./hub up --no-demo does");
    }

    private static async Task<int> TellAsync(string folder, Task<MigrationPlan?> checking, PlanErrors errors)
    {
        try
        {
            if (await checking is not { } plan)
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
