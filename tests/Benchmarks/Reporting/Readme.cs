using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks.Reporting;

/// <summary>README.md keeps the last full run of each benchmark, between marks of its name.</summary>
internal static class Readme
{
    /// <exception cref="BenchmarkFailedException">The file has no place for it.</exception>
    public static async Task PutAsync(string file, string benchmark, string block, CancellationToken cancellation)
    {
        var (begin, end) = ($"<!-- {benchmark}: begin -->\n", $"<!-- {benchmark}: end -->\n");
        var text = await File.ReadAllTextAsync(file, cancellation);
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
            throw new BenchmarkFailedException(
                $"{file} has no lines '{begin.Trim()}' and '{end.Trim()}' to put the figures between.");
        await File.WriteAllTextAsync(file, text[..(from + begin.Length)] + block + text[to..], cancellation);
    }
}
