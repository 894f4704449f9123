using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Gives up the legacy side of a route, or tells what that would take.</summary>
internal static class RetireCommand
{
    public static Command Create()
    {
        var (route, data, json, noWait) = (HubOptions.Route(), HubOptions.Data(), HubOptions.Json(), RolloutWatch.NoWait());
        var reason = new Option<string?>("--reason")
        {
            Description = "The reason, which is kept with the revision and in the audit log. Not needed with --dry-run.",
            HelpName = "TEXT",
        };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only tell whether it is safe, who used the legacy side last, and what in the plan goes with it.",
        };
        var command = new Command(
            "retire",
            "Gives up the legacy side of a route at new, from which there is no way back: the same as shift --to retired.")
        {
            route, reason, dryRun, noWait, data, json, HubOptions.Wide,
        };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(reason) is null && !parsed.GetValue(dryRun))
                parsed.AddError(UsageFaults.Missing(reason));
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var path = $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}";
            if (!parsed.GetValue(dryRun))
            {
                var done = await hub.PostAsync($"{path}/shift", new { stage = "retired", reason = parsed.GetValue(reason) });
                return await new RolloutWatch(hub).TellAsync(
                    done, parsed.GetValue(json), wait: !parsed.GetValue(noWait), cancellation);
            }

            var proof = await hub.GetAsync($"{path}/retirement");
            if (parsed.GetValue(json))
                Listing.PrintJson(proof);
            else
                Print(proof);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(JsonElement proof)
    {
        var isSafe = proof.GetProperty("isSafe").GetBoolean();
        Terminal.Out.WriteLine($"{proof.Text("route")} at {proof.Text("stage")}, tried only.");
        Terminal.Out.WriteLine(isSafe
            ? $"  safe        {proof.Text("legacy")} can be given up for this route, on {proof.Time("at")}"
            : $"  not yet     {proof.Text("legacy")} is still needed for this route");
        foreach (var why in proof.GetProperty("keptBy").EnumerateArray().SelectMany(w => w.GetString()!.Split('\n')))
            Terminal.Out.WriteLine($"  kept by     {why}");
        Terminal.Out.WriteLine(proof.Text("lastUsed") is { Length: > 0 }
            ? $"  last used   {proof.Time("lastUsed")}; quiet from {proof.Time("quietFrom")} on, if nobody comes before"
            : "  last used   never, as far as the hub knows");
        foreach (var way in proof.GetProperty("besidesBy").EnumerateArray())
            Terminal.Out.WriteLine($"  besides     callers reach the same system by the catch-all {way.GetString()}");
        Terminal.Out.WriteLine($"  document    SHA-256 {proof.Text("sha256")} (--json shows it whole)");
        Table(
            proof.GetProperty("callers"), ("caller", c => $"{c.Text("kind")} {c.Text("name")}".TrimEnd()),
            ("requests", c => c.Text("requests")), ("last", c => c.Time("last")),
            ("longest pause", c => $"{c.Text("longestPauseDays")} days"), ("keeps it until", c => c.Time("goneFrom")));
        Table(
            proof.GetProperty("carries"), ("plan file", e => $"{e.Text("file")}({e.Text("line")})"),
            ("entry", e => e.Text("entry") is { Length: > 0 } entry ? entry : "the whole file"),
            ("then", e => e.GetProperty("goes").GetBoolean() ? "goes" : "stays"), ("for…", e => e.Names("staysFor")));
    }

    private static void Table(JsonElement rows, params ReadOnlySpan<(string Title, Func<JsonElement, string> Cell)> columns)
    {
        if (rows.GetArrayLength() == 0)
            return;
        Terminal.Out.WriteLine("");
        Listing.Print([.. rows.EnumerateArray()], "", columns);
    }
}
