using System.Text;

namespace Hub.Facade.Discovering;

/// <summary>Reads an access log as it streams in, whatever its size.</summary>
public static class AccessLog
{
    private const int LongestLine = 32 * 1024;
    private const int MostFaults = 5;

    /// <summary>Returns what a log holds, grouped as by a hub that saw it pass.</summary>
    /// <param name="log">The log, in the common or combined format.</param>
    /// <param name="since">From when on lines count; null for all.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<AccessLogReading> ReadAsync(
        Stream log, DateTimeOffset? since, DateTimeOffset now, CancellationToken cancellation)
    {
        var (tree, faults) = (new PathTree(), new List<AccessLogFault>());
        var (lines, counted, invalid) = (0L, 0L, 0L);
        await foreach (var text in LinesAsync(log, cancellation))
        {
            lines++;
            if (text is { Length: 0 })
                continue;
            var (line, fault) = text is null
                ? (null, $"it is longer than {LongestLine / 1024} KB")
                : AccessLogLine.Read(text);
            if (line is null)
            {
                invalid++;
                if (faults.Count < MostFaults)
                    faults.Add(new(lines, fault!));
            }
            else if (since is null || line.At >= since)
            {
                counted++;
                tree.Find(line.Path, RequestKind.Of(line.Method)).Add(line.Status, took: null, line.Caller, line.At);
            }
        }

        var requests = tree.Read().Select(e => DiscoveredRequest.Of(e.Template, e))
            .OrderByDescending(r => r.Requests).ThenBy(r => r.Template, StringComparer.Ordinal);
        return new(now, [.. requests], lines, counted, invalid, faults);
    }

    // A line that is too long is null: its end is looked for, and nothing of it kept.
    private static async IAsyncEnumerable<string?> LinesAsync(
        Stream log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(log, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 64 * 1024);
        var (buffer, line, tooLong) = (new char[64 * 1024], new StringBuilder(), false);
        while (await reader.ReadAsync(buffer, cancellation) is > 0 and var length)
        {
            for (var at = 0; at < length;)
            {
                var end = Array.IndexOf(buffer, '\n', at, length - at);
                var piece = (end < 0 ? length : end) - at;
                tooLong |= line.Length + piece > LongestLine;
                if (!tooLong)
                    line.Append(buffer, at, piece);
                at += piece + 1;
                if (end < 0)
                    continue;
                yield return Take();
            }
        }

        if (line.Length > 0 || tooLong)
            yield return Take();

        string? Take()
        {
            var text = tooLong ? null : line.ToString().TrimEnd('\r');
            line.Clear();
            tooLong = false;
            return text;
        }
    }
}

/// <summary>What an access log holds.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Requests">The requests by template and method; the most frequent first.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Counted">How many of them were counted.</param>
/// <param name="Invalid">How many could not be read.</param>
/// <param name="Faults">The first of these.</param>
public sealed record AccessLogReading(
    DateTimeOffset At, IReadOnlyList<DiscoveredRequest> Requests, long Lines, long Counted, long Invalid,
    IReadOnlyList<AccessLogFault> Faults);

/// <summary>A line that could not be read.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record AccessLogFault(long Line, string Fault);
