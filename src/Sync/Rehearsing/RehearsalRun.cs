using Hub.Platform.Links;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Rehearsing;

/// <summary>What one rehearsal has found so far.</summary>
/// <param name="at">When it began.</param>
internal sealed class RehearsalRun(DateTimeOffset at)
{
    private readonly Dictionary<string, FailingRecord> _failing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _met = new(StringComparer.Ordinal);
    private bool _onlyWaits = true;

    /// <summary>What failed at first sight, to be looked at again.</summary>
    public Queue<Doubt> Doubts { get; } = new();

    public long ToWriteBack { get; set; }

    public bool IsMore { get; set; }

    /// <summary>Failing records that are counted only.</summary>
    public long Besides { get; set; }

    /// <summary>Why some changes were not tried; null as long as all were.</summary>
    public string? NotAsked { get; set; }

    /// <summary>How often the target did not answer.</summary>
    public int Silences { get; set; }

    public RehearsalFindings Findings => new(at)
    {
        ToWriteBack = ToWriteBack,
        IsMore = IsMore,
        // What there was no time to look at again fails as well.
        Failing = [.. _failing.Values, .. Doubts.Select(d => d.Failing[0])],
        FailingBesides = Besides,
        OnlyWaits = _onlyWaits && Besides == 0 && Doubts.All(d => d.Waits) && _failing.Count + Doubts.Count > 0,
        NotAsked = NotAsked,
    };

    /// <summary>Whether a record is met for the first time: its first finding counts.</summary>
    public bool Meets(string key) => _met.Add(key);

    /// <summary>Notes a record that the legacy side would not hold.</summary>
    public void Fail(FailingRecord record, bool waits = false)
    {
        _met.Add(record.Key);
        _failing.TryAdd(record.Key, record);
        _onlyWaits &= waits;
    }

    /// <summary>Notes a record that failed at first sight.</summary>
    public void Doubt(Doubt doubt) => Doubts.Enqueue(doubt);

    /// <summary>Decides on the first doubt.</summary>
    /// <param name="failing">What failed again; empty for nothing.</param>
    /// <param name="isBehind">Whether the change has been written back meanwhile.</param>
    public void Settle(IReadOnlyList<FailingRecord> failing, bool isBehind)
    {
        var doubt = Doubts.Dequeue();
        if (failing.Count > 0)
            Fail(failing[0], doubt.Waits);
        else if (!isBehind)
            ToWriteBack++;
    }
}

/// <summary>A change that failed at first sight.</summary>
/// <param name="Change">The change.</param>
/// <param name="Failing">Why; a record counts once, by its first fault.</param>
/// <param name="Waits">Whether it waits for a record that it names.</param>
internal sealed record Doubt(Change Change, IReadOnlyList<FailingRecord> Failing, bool Waits);
