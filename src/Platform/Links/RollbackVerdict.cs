using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Platform.Problems;

namespace Hub.Platform.Links;

/// <summary>What a rollback would cost now.</summary>
public enum RollbackState
{
    /// <summary>Nobody could say: the legacy side was not asked, or not of all.</summary>
    Unknown,

    /// <summary>Nothing: the legacy side holds all that the new side does.</summary>
    Lossless,

    /// <summary>Nothing, once what is on its way has been written back.</summary>
    OnceWrittenBack,

    /// <summary>Changes of the new side that the legacy side would not take.</summary>
    NotLossless,
}

/// <summary>The outcome of one rehearsal of a link's way back, as the hub's store keeps it.</summary>
/// <param name="State">What a rollback would cost.</param>
/// <param name="RehearsedAt">When the rehearsal began.</param>
public sealed record RollbackVerdict(
    [property: JsonConverter(typeof(RollbackVerdict.CamelCaseStates))] RollbackState State, DateTimeOffset RehearsedAt)
{
    /// <summary>How many failing records a verdict names.</summary>
    public const int MostNamed = 5;

    /// <summary>Changes of the new side that the legacy side lacks and would take.</summary>
    public long ToWriteBack { get; init; }

    /// <summary>Whether there are more of them than one rehearsal tries, so that the number is a lower bound.</summary>
    public bool IsMore { get; init; }

    /// <summary>How long writing them back takes in seconds, by the rate that was measured; null where none was.</summary>
    public double? AboutSeconds { get; init; }

    /// <summary>Changes and conflicts that a rollback would leave behind.</summary>
    public long Failing { get; init; }

    /// <summary>The first of these.</summary>
    public IReadOnlyList<FailingRecord> Records { get; init; } = [];

    /// <summary>Why the legacy side could not be asked; null where it could.</summary>
    public string? NotAsked { get; init; }

    /// <summary>
    /// Returns the verdict in words, without its age: <c>lossless once 3 changes are written back (about 2 s)</c>.
    /// </summary>
    public string Describe() => State switch
    {
        RollbackState.Lossless => "lossless",
        RollbackState.OnceWrittenBack => $"lossless once {ToWrite} written back ({About})",
        RollbackState.NotLossless => $"not lossless: legacy would not hold {Counted.Of(Failing, "record")} as the new side does",
        _ => $"not known: {NotAsked}",
    };

    /// <summary>Returns the records that keep a rollback from being lossless, each with its reason.</summary>
    public IEnumerable<string> DescribeRecords() =>
        Records.Select(r => r.Field is null ? $"{r.Key}: {r.Reason}" : $"{r.Key}, {r.Field}: {r.Reason}")
            .Concat(Failing > Records.Count ? [$"and {Failing - Records.Count} more"] : []);

    /// <summary>Returns how old the rehearsal is: <c>rehearsed 12 s ago</c>.</summary>
    public string DescribeAge(DateTimeOffset now) => (now - RehearsedAt) switch
    {
        { TotalHours: >= 2 } age => Invariant($"rehearsed {age.TotalHours:0} hours ago"),
        { TotalMinutes: >= 2 } age => Invariant($"rehearsed {age.TotalMinutes:0} min ago"),
        var age => Invariant($"rehearsed {Math.Max(0, age.TotalSeconds):0} s ago"),
    };

    private string ToWrite =>
        $"{(IsMore ? "more than " : "")}{Counted.Of(ToWriteBack, "change")} {(ToWriteBack == 1 && !IsMore ? "is" : "are")}";

    private string About => AboutSeconds switch
    {
        null => "how long that takes was not measured yet",
        < 1 => "less than 1 s",
        >= 120 and var seconds => Invariant($"about {seconds / 60:0} min"),
        var seconds => Invariant($"about {seconds:0} s"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    internal sealed class CamelCaseStates() : JsonStringEnumConverter<RollbackState>(JsonNamingPolicy.CamelCase);
}

/// <summary>A record of the new side that the legacy side would not hold after a rollback.</summary>
/// <param name="Key">Its key on the new side.</param>
/// <param name="Field">The contract's field at fault; null where it is the whole record, or not known.</param>
/// <param name="Reason">What is wrong; not the value.</param>
public sealed record FailingRecord(string Key, string? Field, string Reason);
