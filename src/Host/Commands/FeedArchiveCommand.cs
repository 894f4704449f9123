using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Writes a feed into a compressed file, one CloudEvent a line.</summary>
internal static class FeedArchiveCommand
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var (entity, after, data, json) = (FeedCommand.Entity(), FeedCommand.After(), HubOptions.Data(), HubOptions.Json());
        var to = new Option<string>("--to")
        {
            Description = "The file, which is replaced once the archive is whole; its name ends in .gz.",
            HelpName = "FILE.ndjson.gz",
            Required = true,
        };
        to.Validators.Add(given =>
        {
            foreach (var name in given.Tokens.Select(t => t.Value).Where(n => !n.EndsWith(".gz", StringComparison.Ordinal)))
                given.AddError($"--to '{name}' does not end in .gz, as what is compressed does: --to customers.ndjson.gz.");
        });
        var command = new Command(
            "archive", "Writes all changes there are as compressed NDJSON, the oldest first; of each record the latest one.")
        {
            entity, to, after, data, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            var pages = new FeedPages(hub, parsed.GetValue(entity)!, parsed.GetValue(after));
            var file = parsed.GetValue(to)!;
            if (await SaveAsync(pages, file, ended.Token) is not { } count)
            {
                Terminal.Error.WriteLine($"Nothing was archived: {file} is as it was.");
                return CommandLine.Failed;
            }

            if (parsed.GetValue(json))
                Listing.PrintJson(JsonSerializer.SerializeToElement(new { file, changes = count, after = pages.Cursor }));
            else
                Terminal.Out.WriteLine(
                    $"{Counted.Of(count, "change")} {(count == 1 ? "is" : "are")} in {file}."
                    + (pages.Cursor is { } cursor ? $" What comes later: --after {cursor}" : ""));
            return CommandLine.Done;

            void End(PosixSignalContext signal)
            {
                signal.Cancel = true;
                ended.Cancel();
            }
        });
        return command;
    }

    /// <summary>
    /// Writes beside the file first, so that an archive cut short does not pass for a whole one; null where it is cancelled.
    /// </summary>
    private static async Task<int?> SaveAsync(FeedPages pages, string file, CancellationToken cancellation)
    {
        var beside = file + ".new";
        try
        {
            int count;
            await using (var target = new FileStream(beside, PrivateFiles.Create))
            {
                await using (var compressed = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
                    count = await WriteAsync(pages, compressed, cancellation);
                target.Flush(flushToDisk: true);
            }

            File.Move(beside, file, overwrite: true);
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(beside);
            throw new CommandFailedException($"{file} cannot be written: {e.Message} Name another file with --to.");
        }
        catch (OperationCanceledException)
        {
            Remove(beside);
            return null;
        }
        catch
        {
            Remove(beside);
            throw;
        }
    }

    private static async Task<int> WriteAsync(FeedPages pages, Stream target, CancellationToken cancellation)
    {
        var (count, began, told) = (0, Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        await foreach (var (answer, change) in pages.ReadAsync(follows: false, cancellation))
        {
            await target.WriteAsync(Encoding.UTF8.GetBytes(answer.GetRawText() + "\n"), cancellation);
            (count, pages.Cursor) = (count + 1, change.Cursor);
            if (Stopwatch.GetElapsedTime(told) < Pace)
                continue;
            told = Stopwatch.GetTimestamp();
            Terminal.Error.WriteLine(
                $"{Counted.Of(count, "change")}, {count / Stopwatch.GetElapsedTime(began).TotalSeconds:0} a second");
        }

        return count;
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
}
