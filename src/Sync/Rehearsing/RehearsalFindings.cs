using System.Collections.Immutable;
using Hub.Platform.Links;

namespace Hub.Sync.Rehearsing;

/// <summary>What one rehearsal of a way back has found.</summary>
internal sealed record RehearsalFindings(DateTimeOffset At)
{
    /// <summary>Changes that the legacy side lacks and would take.</summary>
    public long ToWriteBack { get; init; }

    /// <summary>Whether more are on their way than one rehearsal tries.</summary>
    public bool IsMore { get; init; }

    /// <summary>The records that the legacy side would not take, or that the sides do not agree on, each once.</summary>
    public ImmutableArray<FailingRecord> Failing { get; init; } = [];

    /// <summary>Further ones that were counted only.</summary>
    public long FailingBesides { get; init; }

    /// <summary>Whether what fails waits only for a record it names, and may go on by itself.</summary>
    public bool OnlyWaits { get; init; }

    /// <summary>Why some changes were not tried; null where all were.</summary>
    public string? NotAsked { get; init; }

    /// <summary>Changes a second that were written back while others waited; null where that was not measured yet.</summary>
    public double? PerSecond { get; init; }

    /// <summary>Judges: what would be lost weighs more than what is not known, and that more than what is on its way.</summary>
    public RollbackVerdict ToVerdict() => new(State, At)
    {
        ToWriteBack = ToWriteBack,
        IsMore = IsMore,
        AboutSeconds = ToWriteBack > 0 && PerSecond is > 0 and { } rate ? Math.Round(ToWriteBack / rate, 1) : null,
        Failing = Failing.Length + FailingBesides,
        Records = [.. Failing.Take(RollbackVerdict.MostNamed)],
        NotAsked = NotAsked,
    };

    private RollbackState State =>
        Failing.Length + FailingBesides > 0 ? RollbackState.NotLossless
        : NotAsked is not null ? RollbackState.Unknown
        : ToWriteBack > 0 ? RollbackState.OnceWrittenBack
        : RollbackState.Lossless;
}
