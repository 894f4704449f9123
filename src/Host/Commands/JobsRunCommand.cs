using System.CommandLine;
using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class JobsRunCommand
{
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
            var started = await hub.PostAsync(runs, new
            {
                at = parsed.GetValue(at),
                arguments = parsed.GetValue(arguments) is { } given ? await ReadAsync(given, cancellation) : null,
                reason = parsed.GetValue(reason),
            });
            var run = started.Read<JobsApi.StartedRun>();
            if (parsed.GetValue(wait))
            {
                var followed = new FollowedBatch(hub, parsed.GetValue(json));
                return await followed.FollowAsync(
                    run.Job, run.Id, ended => Task.FromResult(followed.TellEnd(ended) ? CommandLine.Done : CommandLine.Failed));
            }

            if (parsed.GetValue(json))
                Listing.PrintJson(started);
            else
                Terminal.Out.WriteLine($"Run {run.Id} of {run.Job} is asked for; ./hub jobs {run.Job} shows it.");
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
}
