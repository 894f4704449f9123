using System.Globalization;

namespace Hub.Benchmarks.Million;

/// <summary>What was measured after one step.</summary>
/// <param name="Name">The step: <c>filled, killed at 33 %</c>.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Records">Records that it went through; null where that says nothing.</param>
/// <param name="Resident">Bytes of memory that the hub's process has.</param>
/// <param name="Peak">The most that it has had since it began.</param>
/// <param name="Store">Bytes of the hub's own files.</param>
/// <param name="Found">What it has found, in words.</param>
internal sealed record MillionStep(
    string Name, TimeSpan Took, long? Records, long Resident, long Peak, long Store, string Found)
{
    public static IReadOnlyList<string> Columns { get; } =
        ["step", "took", "records/s", "memory", "at most", "store", "what it found"];

    public IReadOnlyList<string> Cells() =>
    [
        Name,
        Took.TotalSeconds < 10 ? Format($"{Took.TotalSeconds:0.0} s") : Format($"{Took.TotalSeconds:0} s"),
        Records is { } count && Took > TimeSpan.Zero ? Format($"{count / Took.TotalSeconds:N0}") : "",
        Megabytes(Resident), Megabytes(Peak), Megabytes(Store), Found,
    ];

    private static string Megabytes(long bytes) => bytes == 0 ? "" : Format($"{bytes / 1_000_000.0:N0} MB");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
