using System.CommandLine;
using System.Globalization;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class ShiftCommand
{
    public static Command Create()
    {
        var (route, data, json) = (HubOptions.Route(), HubOptions.Data(), HubOptions.Json());
        var reason = new Option<string?>("--reason")
        {
            Description = "The reason, which is kept with the revision and in the audit log. Not needed with --dry-run.",
            HelpName = "TEXT",
        };
        var to = new Option<string>("--to")
        {
            Description = "The stage where the route is to stand.",
            Required = true,
        }.Of("legacy", "canary", "new", "retired");
        var percent = new Option<double?>("--percent")
        {
            Description = "With canary: share of the cohorts on the new side, 0 to 100.",
            HelpName = "N",
        };
        var user = new Option<string[]>("--user")
        {
            Description = "With canary: a cohort key that is on the new side whatever the percentage; may be repeated.",
            HelpName = "KEY",
        };
        var group = new Option<string[]>("--group")
        {
            Description = "With canary: a group whose members are on the new side whatever the percentage; may be repeated.",
            HelpName = "NAME",
        };
        var expected = new Option<long?>("--expected-revision")
        {
            Description = "Shift only if this revision is served.",
            HelpName = "N",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only tell how many of the cohort keys seen lately would move, and why the shift is refused or waits.",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Shift forward although the new side does not answer; kept in the audit log. Overrides nothing else.",
        };
        var noWait = RolloutWatch.NoWait();
        var command = new Command(
            "shift",
            "Moves a route to a stage, at once; in zone inside forward only once a second person approves (exit code 3).")
        {
            route, to, percent, user, group, reason, expected, force, dryRun, noWait, data, json,
        };
        percent.Validators.Add(given =>
        {
            foreach (var token in given.Tokens)
                if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share)
                    && share is not (>= 0 and <= 100))
                    given.AddError(
                        $"--percent '{token.Value}' is not a share of the cohorts: from 0 to 100, as in --percent 10.");
        });
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(reason) is null && !parsed.GetValue(dryRun))
                parsed.AddError(UsageFaults.Missing(reason));
            if (parsed.GetResult(to) is not { Tokens: [{ Value: "legacy" or "canary" or "new" or "retired" } stage] })
                return;
            var isCanary = stage.Value == "canary";
            if (isCanary && !IsGiven(percent))
                parsed.AddError(
                    "--percent N is missing: a canary has a share of the cohorts on the new side, from 0 to 100, "
                    + "as in --to canary --percent 10.");
            foreach (var option in new Option[] { percent, user, group }.Where(o => !isCanary && IsGiven(o)))
                parsed.AddError($"{option.Name} goes with --to canary only: at {stage.Value} all are on one side.");

            bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var path = $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}";
            if (parsed.GetValue(dryRun))
                return await ShiftDryRun.TellAsync(
                    hub, path, parsed.GetValue(to)!, parsed.GetValue(percent), parsed.GetValue(user)!,
                    parsed.GetValue(group)!, parsed.GetValue(force), parsed.GetValue(expected), parsed.GetValue(json));
            var done = await hub.PostAsync($"{path}/shift", new
            {
                stage = parsed.GetValue(to),
                percent = parsed.GetValue(percent),
                users = parsed.GetValue(user),
                groups = parsed.GetValue(group),
                reason = parsed.GetValue(reason),
                expectedRevision = parsed.GetValue(expected),
                force = parsed.GetValue(force),
            });
            return await new RolloutWatch(hub).TellAsync(
                done, parsed.GetValue(json), wait: !parsed.GetValue(noWait), cancellation);
        });
        return command;
    }
}
