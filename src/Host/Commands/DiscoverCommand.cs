using System.CommandLine;
using System.IO.Compression;
using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Facade.Discovering;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>
/// Shows what passes through catch-alls, or through another server by its access log, and proposes routes for it.
/// </summary>
internal static class DiscoverCommand
{
    public static Command Create()
    {
        var listing = new ListingCommand();
        var since = AuditFilters.Time("--since", "Requests seen from this time on; counts are by the day (UTC)");
        var propose = new Option<bool>("--propose") { Description = "Print routes for a plan, as YAML to paste and edit." };
        var capability = new Option<string?>("--capability")
        {
            Description = "With --propose: the capability that gets the routes. Default: by the paths' first words.",
            HelpName = "NAME",
        };
        var log = new Option<string?>("--log")
        {
            Description = "Read an access log (common or combined format, also .gz; - for standard input) "
                + "instead of asking a hub.",
            HelpName = "FILE",
        };
        var command = new Command("discover", "Shows what passes through catch-alls and what nothing claims, grouped by path.")
        {
            since, propose, capability, log,
        };
        listing.AddTo(command, watched: true);
        command.Validators.Add(given =>
        {
            if (listing.IsWatched(given) && (given.GetValue(propose) || given.GetResult(log) is not null))
                given.AddError("--watch shows what a hub sees: leave out --propose and --log.");
            if (given.GetResult(capability) is not null && !given.GetValue(propose))
                given.AddError("--capability goes with --propose only.");
            else if (given.GetValue(capability) is { } name
                && (name.Length is 0 or > 40 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
                given.AddError($"--capability '{name}' is not the name of a capability: letters, digits, - and _, as in orders.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var given = parsed.GetValue(since);
            if (parsed.GetValue(log) is { } file)
            {
                var reading = await ReadAsync(file, given, cancellation);
                if (parsed.GetValue(propose))
                    Terminal.Out.Write(RouteProposals.Write(reading.Requests, parsed.GetValue(capability), []));
                else
                    listing.Show<AccessLogReading>(
                        parsed, JsonSerializer.SerializeToElement(reading, JsonSerializerOptions.Web), DiscoverTelling.TellLog);
                TellFaults(reading);
                return reading.Counted == 0 && reading.Invalid > 0 ? CommandLine.Failed : CommandLine.Done;
            }

            var query = AuditFilters.Utc(given) is { } from ? $"?since={Uri.EscapeDataString(from)}" : "";
            if (!parsed.GetValue(propose))
                return await listing.RunAsync<DiscoveredView>(parsed, $"hub/api/discovered{query}", DiscoverTelling.Tell);
            using var hub = listing.Connect(parsed);
            var view = (await hub.GetAsync($"hub/api/discovered{query}")).Read<DiscoveredView>();
            var routes = (await hub.GetAsync("hub/api/routes")).Read<RouteViews>().Routes;
            Terminal.Out.Write(RouteProposals.Write(
                view.Requests, parsed.GetValue(capability), routes.Select(r => r.Id)));
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<AccessLogReading> ReadAsync(string file, string? since, CancellationToken cancellation)
    {
        try
        {
            await using var raw = file == "-" ? System.Console.OpenStandardInput() : File.OpenRead(file);
            await using var log = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(raw, CompressionMode.Decompress)
                : raw;
            return await AccessLog.ReadAsync(log, AuditFilters.Moment(since), TimeProvider.System.GetUtcNow(), cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailedException(
                $"There is no file '{file}': name an access log, as in --log /var/log/nginx/access.log.", CommandLine.WrongUsage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFailedException($"{file} cannot be read: {e.Message}");
        }
    }

    private static void TellFaults(AccessLogReading reading)
    {
        if (reading.Invalid == 0)
            return;
        Terminal.Error.WriteLine(
            $"{Counted.Of(reading.Invalid, "line")} of {reading.Lines} could not be read, and not counted:");
        foreach (var fault in reading.Faults)
            Terminal.Error.WriteLine($"  line {fault.Line}: {fault.Fault}");
        if (reading.Invalid > reading.Faults.Count)
            Terminal.Error.WriteLine("  …");
    }
}
