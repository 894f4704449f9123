using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Facade.Retiring;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Gives up the legacy side of a route, or tells what that would take.</summary>
internal static class RetireCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

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
        var output = new Option<string?>("--out")
        {
            Description = "With --dry-run: write the signed document there, for ./hub retire verify FILE.",
            HelpName = "FILE",
        };
        var command = new Command(
            "retire",
            "Gives up the legacy side of a route at new, from which there is no way back: the same as shift --to retired.")
        {
            route, reason, dryRun, output, noWait, data, json, HubOptions.Wide,
        };
        command.Validators.Add(parsed =>
        {
            if (parsed.GetValue(reason) is null && !parsed.GetValue(dryRun))
                parsed.AddError(UsageFaults.Missing(reason));
            if (parsed.GetValue(output) is not null && !parsed.GetValue(dryRun))
                parsed.AddError("--out writes what --dry-run tells: add --dry-run, or leave --out out.");
        });
        command.Subcommands.Add(RetireVerifyCommand.Create());
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
            if (parsed.GetValue(output) is { } file)
                await WriteAsync(file, proof);
            if (parsed.GetValue(json))
                Listing.PrintJson(proof);
            else
                Print(proof.Read<RetirementView>());
            return CommandLine.Done;
        });
        return command;
    }

    // It names callers.
    private static async Task WriteAsync(string file, JsonElement proof)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using var stream = new FileStream(file, options);
            await JsonSerializer.SerializeAsync(stream, proof, Indented);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--out: {file} cannot be written: {e.Message}");
        }
    }

    private static void Print(RetirementView proof)
    {
        Terminal.Out.WriteLine($"{ApiRecords.Line(proof.Route)} at {ApiRecords.Word(proof.Stage)}, tried only.");
        Terminal.Out.WriteLine(proof.Legacy is null
            ? $"  nothing     the plan names no legacy side for this route, on {ApiRecords.Time(proof.At)}"
            : proof.IsSafe
            ? $"  safe        {ApiRecords.Line(proof.Legacy)} can be given up for this route, on {ApiRecords.Time(proof.At)}"
            : $"  not yet     {ApiRecords.Line(proof.Legacy)} is still needed for this route");
        foreach (var why in proof.KeptBy.SelectMany(w => w.Split('\n')))
            Terminal.Out.WriteLine($"  kept by     {why}");
        Terminal.Out.WriteLine(proof is { LastUsed: { } used, QuietFrom: { } quiet }
            ? $"  last used   {ApiRecords.Time(used)}; quiet from {ApiRecords.Time(quiet)} on, if nobody comes before"
            : "  last used   never, as far as the hub knows");
        foreach (var way in proof.BesidesBy)
            Terminal.Out.WriteLine($"  besides     callers reach the same system by the catch-all {way}");
        Terminal.Out.WriteLine($"  document    SHA-256 {ApiRecords.Line(proof.Sha256)}, signed (--out FILE keeps it)");
        Table(
            proof.Callers, ("caller", c => $"{c.Kind} {c.Name}".TrimEnd()),
            ("requests", c => $"{c.Requests}"), ("last", c => ApiRecords.Time(c.Last)),
            ("longest pause", c => string.Create(CultureInfo.InvariantCulture, $"{c.LongestPauseDays} days")),
            ("keeps it until", c => ApiRecords.Time(c.GoneFrom)));
        Table(
            proof.Besides, ("besides by", b => b.CatchAll), ("caller", b => $"{b.Kind} {b.Name}".TrimEnd()),
            ("requests", b => $"{b.Requests}"), ("last", b => ApiRecords.Time(b.Last)),
            ("keeps the system until", b => ApiRecords.Time(b.GoneFrom)));
        Table(
            proof.Carries, ("plan file", e => $"{e.File}({e.Line})"),
            ("entry", e => e.Entry is { Length: > 0 } entry ? entry : "the whole file"),
            ("then", e => e.Goes ? "goes" : "stays"), ("for…", e => ApiRecords.Names(e.StaysFor)));
    }

    private static void Table<T>(
        IReadOnlyList<T> rows, params ReadOnlySpan<(string Title, Func<T, string> Cell)> columns)
    {
        if (rows.Count == 0)
            return;
        Terminal.Out.WriteLine("");
        ListingTable.Of(rows, "", columns).Print();
    }
}
