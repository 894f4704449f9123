using System.Collections.Immutable;

namespace Hub.Sync.Checking;

/// <summary>What a check of a link's mapping on its live records has found so far.</summary>
/// <param name="Link">The link.</param>
/// <param name="Run">The job's run that makes it.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="EndedAt">When it had seen every record; null until then.</param>
internal sealed record CheckReport(string Link, string Run, DateTimeOffset BegunAt, DateTimeOffset? EndedAt)
{
    // Kinds of faults, not records: who sees so many has a mapping to write first.
    private const int MostFindings = 200;

    /// <summary>How far each direction is, in the order in which they are checked.</summary>
    public ImmutableArray<CheckedDirection> Directions { get; init; } = [];

    /// <summary>The kinds of faults, each with records that show it, in the order in which they were met.</summary>
    public ImmutableArray<CheckFinding> Findings { get; init; } = [];

    /// <summary>Faults of kinds beyond those listed.</summary>
    public long Besides { get; init; }

    /// <summary>Notes what is wrong with one record.</summary>
    public CheckReport With(string from, string to, string key, IReadOnlyList<CheckFault> faults) =>
        faults.Aggregate(this, (report, fault) => report.With(from, to, key, fault));

    private CheckReport With(string from, string to, string key, CheckFault fault)
    {
        for (var i = 0; i < Findings.Length; i++)
            if (Findings[i].Is(from, to, fault))
                return this with { Findings = Findings.SetItem(i, Findings[i].With(key)) };
        return Findings.Length < MostFindings
            ? this with { Findings = Findings.Add(new CheckFinding(from, to, fault.Field, fault.Reason, 1, [key])) }
            : this with { Besides = Besides + 1 };
    }
}

/// <summary>One direction of a link that is checked.</summary>
/// <param name="From">The side that the records are read from.</param>
/// <param name="To">The side that they would be written to.</param>
/// <param name="Records">How many were checked.</param>
/// <param name="Faulty">How many of them have a fault.</param>
/// <param name="IsDone">Whether no more are to be checked.</param>
/// <param name="NotChecked">Why not all were; null as long as all are.</param>
internal sealed record CheckedDirection(
    string From, string To, long Records, long Faulty, bool IsDone, string? NotChecked);

/// <summary>What is wrong with a record.</summary>
/// <param name="Field">Its place in the contract, with <c>[]</c> for any entry of a list; null for the whole record.</param>
/// <param name="Reason">What is wrong; not its value.</param>
internal sealed record CheckFault(string? Field, string Reason);

/// <summary>A kind of fault.</summary>
/// <param name="From">The side that the records are read from.</param>
/// <param name="To">The side that would not hold them as they are.</param>
/// <param name="Field">Its place in the contract, as in <see cref="CheckFault"/>.</param>
/// <param name="Reason">What is wrong; not the value.</param>
/// <param name="Records">How many records have it.</param>
/// <param name="Examples">Keys of the first of them, on the side that they are read from.</param>
internal sealed record CheckFinding(
    string From, string To, string? Field, string Reason, long Records, ImmutableArray<string> Examples)
{
    private const int MostExamples = 3;

    public bool Is(string from, string to, CheckFault fault) =>
        (from, to, fault.Field, fault.Reason) == (From, To, Field, Reason);

    public CheckFinding With(string key) => this with
    {
        Records = Records + 1,
        Examples = Examples.Length < MostExamples && !Examples.Contains(key) ? Examples.Add(key) : Examples,
    };
}
