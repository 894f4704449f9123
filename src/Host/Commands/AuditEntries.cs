using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Identity;

namespace Hub.Host.Commands;

/// <summary>Reads the whole audit log, the oldest entry first: from a running hub, or from an export.</summary>
internal static class AuditEntries
{
    private const int Page = 1000;

    /// <summary>Reads it page by page, as JSON.</summary>
    public static async IAsyncEnumerable<JsonElement> OfHubAsync(
        HubClient hub, Func<IEnumerable<(string Name, string? Value)>, string> query,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var after = 0L;
        var limit = Page.ToString(CultureInfo.InvariantCulture);
        while (!cancellation.IsCancellationRequested)
        {
            var page = await hub.GetAsync(
                "hub/api/audit" + query([("after", after.ToString(CultureInfo.InvariantCulture)), ("limit", limit)]));
            foreach (var entry in page.Rows())
            {
                after = Read(entry).Number;
                yield return entry;
            }

            if (page.GetArrayLength() < Page)
                yield break;
        }
    }

    /// <summary>Reads the lines of an export.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read, or a line is not an entry.</exception>
    public static async IAsyncEnumerable<AuditEntry> OfExportAsync(string path)
    {
        var number = 0;
        await foreach (var line in Lines(path))
        {
            number++;
            if (line.Length > 0)
                yield return Read(line) ?? throw new CommandFailedException(
                    $"{path}({number}): this line is not an entry of the audit log; ./hub audit export writes them.");
        }
    }

    public static AuditEntry Read(JsonElement entry) => entry.Read<AuditEntry>();

    private static AuditEntry? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditEntry>(line, JsonSerializerOptions.Web) is { Actor: not null } entry
                && entry is { Action: not null, Target: not null, Outcome: not null, Detail: not null, PreviousHash: not null }
                    ? entry
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IAsyncEnumerable<string> Lines(string path)
    {
        try
        {
            using var readable = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--export cannot be read: {e.Message}", CommandLine.WrongUsage);
        }

        return File.ReadLinesAsync(path);
    }
}
