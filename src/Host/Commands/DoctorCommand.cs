using System.CommandLine;
using System.Text.Json;
using Hub.Host.Doctor;
using Hub.Host.Shell;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Commands;

/// <summary>Says what is missing on this machine or in this deployment, one line each with what to do.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var (plan, environment, data, json) =
            (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Data(), HubOptions.Json());
        var (converters, references) = (UpOptions.ConvertersFolder(), new ReferenceOptions(data));
        var noDemo = new Option<bool>("--no-demo")
        {
            Description = "Take no variable from the demo, as ./hub up --no-demo: what is not set here is missing.",
        };
        var ready = new Option<bool>("--ready")
        {
            Description = "Only ask whether the hub at HUB_URL is ready, as health checks of containers do.",
        };
        var command = new Command(
            "doctor", "Says what is missing on this machine or in this deployment, one line each with what to do.")
        {
            plan, environment, data, converters, noDemo, ready, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var folder = parsed.GetValue(data)!;
            if (parsed.GetValue(ready))
                return Tell([await RunningHub.FindReadyAsync()], parsed.GetValue(json));
            var (hub, answers) = await new RunningHub(folder).LookAsync();
            List<Finding> findings =
            [
                .. new Machine(folder).Look(),
                .. await new Deployment(folder).LookAsync(),
                .. await PlanAsync(
                    parsed.GetValue(plan)!, parsed.GetValue(environment), parsed.GetValue(converters), references.Read(parsed),
                    demo: !parsed.GetValue(noDemo), answers),
                .. hub,
            ];
            return Tell(findings, parsed.GetValue(json));
        });
        return references.AddTo(command);
    }

    private static async Task<IReadOnlyList<Finding>> PlanAsync(
        string folder, string? environment, string? converters, ReferenceRights rights, bool demo, bool answers)
    {
        var errors = new PlanErrors();
        try
        {
            if (await PlanCommand.LoadAsync(folder, environment, converters, rights, errors, demo: demo) is not { } plan)
                return [Finding.Missing(
                    "plan", $"{folder} has {Counted.Of(errors.Count, "fault")}",
                    $"./hub plan check --plan {folder}{(environment is null ? "" : $" --env {environment}")}"
                    + $"{(demo ? "" : " --no-demo")} says which")];
            var valid = Finding.Ok("plan", $"{folder} is valid: {Counted.Of(plan.Routes.Count(), "route")}");
            return plan.SignIn is { } signIn ? [valid, await SignInIssuer.LookAsync(signIn)] : [valid];
        }
        catch (CommandFailedException e)
        {
            // The store has the plan that is served.
            return
            [
                new Finding(
                    "plan", answers ? FindingState.Note : FindingState.Missing, e.Message.TrimEnd('.'),
                    Directory.Exists(folder) ? null : $"./hub plan new {folder} makes one"),
            ];
        }
    }

    private static int Tell(List<Finding> findings, bool json)
    {
        var missing = findings.Count(f => f.State == FindingState.Missing);
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(new { missing, findings }, JsonSerializerOptions.Web));
        foreach (var finding in json ? [] : findings)
            Terminal.Out.WriteLine(VisibleText.Of(
                $"{Word(finding.State),-8} {finding.About}: {finding.Found}{(finding.Next is { } next ? $": {next}" : "")}"));
        return missing == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static string Word(FindingState state) => state.ToString().ToLowerInvariant();
}
