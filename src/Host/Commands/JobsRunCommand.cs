using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class JobsRunCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var job = new Argument<string>("job") { Description = "The job, as ./hub jobs lists it." };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "When, such as 2026-12-24T18:00Z; now without it.", HelpName = "TIME",
        };
        var arguments = new Option<string?>("--arguments")
        {
            Description = "What the run is given: a JSON object, or @FILE that holds one.", HelpName = "JSON",
        };
        var reason = new Option<string?>("--reason") { Description = "Why, for the run's history.", HelpName = "TEXT" };
        var wait = new Option<bool>("--wait") { Description = "Shows its progress until it has ended; 1 where it failed." };
        var command = new Command("run", "Has a job run now, or at a time.") { job, at, arguments, reason, wait, data, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(wait) && result.GetValue(at) is not null)
                result.AddError("--wait is for a run that begins now: leave --at or --wait out.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var runs = $"hub/api/jobs/{Uri.EscapeDataString(parsed.GetValue(job)!)}/runs";
            var run = await hub.PostAsync(runs, new
            {
                at = parsed.GetValue(at),
                arguments = parsed.GetValue(arguments) is { } given ? await ReadAsync(given, cancellation) : null,
                reason = parsed.GetValue(reason),
            });
            if (parsed.GetValue(wait))
                return await WaitAsync(hub, runs, run.Text("id"), parsed.GetValue(json), cancellation);
            if (parsed.GetValue(json))
                Listing.PrintJson(run);
            else
                Terminal.Out.WriteLine(
                    $"Run {run.Text("id")} of {run.Text("job")} is asked for; ./hub jobs {run.Text("job")} shows it.");
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<JsonElement?> ReadAsync(string given, CancellationToken cancellation)
    {
        try
        {
            var text = given.StartsWith('@') ? await File.ReadAllTextAsync(given[1..], cancellation) : given;
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException e)
        {
            throw new CommandFailedException(
                $"--arguments is not valid JSON (line {e.LineNumber + 1}, character {e.BytePositionInLine + 1}); "
                + "give an object, such as {\"days\":30}, or @FILE.",
                CommandLine.WrongUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--arguments cannot be read: {e.Message}", CommandLine.WrongUsage);
        }
    }

    private static async Task<int> WaitAsync(
        HubClient hub, string runs, string id, bool json, CancellationToken cancellation)
    {
        var shown = "";
        while (true)
        {
            var run = (await hub.GetAsync(runs)).EnumerateArray().FirstOrDefault(r => r.Text("id") == id);
            if (run.ValueKind != JsonValueKind.Object)
                throw new CommandFailedException($"Run {id} is not listed any more.");
            var (state, progress) = (run.Text("state"), JobsCommand.Progress(run));
            var line = progress.Length > 0 ? $"{state}: {progress}" : state;
            if (line != shown && !json)
                Terminal.Out.WriteLine(line);
            shown = line;
            if (state is "succeeded" or "failed" or "cancelled")
            {
                if (json)
                    Listing.PrintJson(run);
                else if (state != "succeeded")
                    Terminal.Error.WriteLine(run.GetProperty("history").EnumerateArray().First().Text("reason"));
                return state == "succeeded" ? CommandLine.Done : CommandLine.Failed;
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
