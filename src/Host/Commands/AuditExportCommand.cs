using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Writes the audit log as NDJSON: one entry per line, the oldest first.</summary>
internal static class AuditExportCommand
{
    public static Command Create()
    {
        var (data, json, filters) = (HubOptions.Data(), HubOptions.Json(), new AuditFilters());
        var output = new Option<string?>("--out")
        {
            Description = "The file; it is replaced. Standard output when not given.",
            HelpName = "FILE",
        };
        var command = new Command(
            "export", "Writes all entries as NDJSON, the oldest first; ./hub audit verify --export reads them.") { output };
        filters.AddTo(command);
        command.Options.Add(data);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var entries = AuditEntries.OfHubAsync(hub, more => filters.Query(parsed, more), cancellation);
            if (parsed.GetValue(output) is { } file)
                Tell(await SaveAsync(entries, file), file, parsed.GetValue(json));
            else
                await foreach (var entry in entries)
                    Terminal.Raw.WriteLine(JsonSerializer.Serialize(entry, JsonSerializerOptions.Web));
            return CommandLine.Done;
        });
        return command;
    }

    private static void Remove(string beside)
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What kept it from being written keeps it from being removed.
        }
    }

    /// <summary>Writes beside the file first, so that an export cut short does not pass for a whole one.</summary>
    private static async Task<long> SaveAsync(IAsyncEnumerable<JsonElement> entries, string file)
    {
        var (count, beside) = (0L, file + ".new");
        try
        {
            await using (var writer = new StreamWriter(beside, PrivateFiles.Create))
            {
                await foreach (var entry in entries)
                {
                    await writer.WriteAsync(JsonSerializer.Serialize(entry, JsonSerializerOptions.Web) + "\n");
                    count++;
                }
            }

            File.Move(beside, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(beside);
            throw new CommandFailedException($"{file} cannot be written: {e.Message} Name another file with --out.");
        }
        catch
        {
            Remove(beside);
            throw;
        }

        return count;
    }

    private static void Tell(long count, string file, bool json)
    {
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(new { file, entries = count }));
        else
            Terminal.Error.WriteLine($"{(count == 1 ? "1 entry is" : $"{count} entries are")} in {file}.");
    }
}
