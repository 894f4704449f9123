using System.Collections.Immutable;
using Hub.Facade.Comparing;
using Hub.Facade.Measuring;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Evidence;

/// <summary>Counts what this node measures of a route, for some minutes.</summary>
internal sealed class Measured
{
    // A side that makes up its members would fill the store with them.
    private const int MostDifferences = 200;
    private static readonly Difference Further = new("…", $"further differences, beyond the {MostDifferences} kept");
    private readonly Lock _lock = new();
    private readonly Dictionary<Difference, long> _differences = [];
    private readonly Dictionary<string, long> _passedOver = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _notCompared = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _legacyTook = [];
    private readonly Dictionary<int, long> _newTook = [];
    private readonly Dictionary<NoisyPath, CountedNoise> _noise = [];
    private readonly Dictionary<string, ShapeCounts> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<Side, Measured> _left = [];
    private readonly Dictionary<string, long> _eventsNotCompared = new(StringComparer.Ordinal);
    private long _askedTwice;
    private long _equal;
    private long _different;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;
    private long _changes;
    private long _written;

    /// <summary>Counts a request that both sides have answered.</summary>
    /// <param name="found">How the answers differ, and what rules passed over.</param>
    /// <param name="legacyTook">How long the legacy side took.</param>
    /// <param name="newTook">How long the new side took.</param>
    /// <param name="shape">The request's shape; null where nobody counts shapes.</param>
    /// <param name="at">When.</param>
    public void Add(Comparison found, TimeSpan legacyTook, TimeSpan newTook, string? shape, DateTimeOffset at)
    {
        lock (_lock)
        {
            Count(found);
            Count(_legacyTook, AnswerTimes.BucketOf(legacyTook));
            Count(_newTook, AnswerTimes.BucketOf(newTook));
            if (shape is not null)
                Count(shape, new ShapeCounts(0, 1));
            Note(at);
        }
    }

    /// <summary>Counts the record that a write left behind, as both sides hold it.</summary>
    /// <param name="writtenAt">The side that carried the write out.</param>
    /// <param name="found">How the sides' records and events differ, and what rules passed over.</param>
    /// <param name="whyNoEvents">Why the events are not compared; null where they are.</param>
    /// <param name="at">When.</param>
    public void AddLeftBehind(Side writtenAt, Comparison found, string? whyNoEvents, DateTimeOffset at)
    {
        lock (_lock)
        {
            var left = LeftBehindAt(writtenAt);
            left.Count(found);
            if (whyNoEvents is not null)
                Count(left._eventsNotCompared, whyNoEvents);
            left.Note(at);
            Note(at);
        }
    }

    /// <summary>Counts writes whose record is not compared.</summary>
    /// <param name="writtenAt">The side that carried the writes out.</param>
    /// <param name="reason">Why, in half a sentence.</param>
    /// <param name="at">When.</param>
    /// <param name="count">How many.</param>
    public void SkipLeftBehind(Side writtenAt, string reason, DateTimeOffset at, long count)
    {
        lock (_lock)
        {
            LeftBehindAt(writtenAt).Skip(reason, at, count);
            Note(at);
        }
    }

    /// <summary>Counts what differs between two answers of the legacy side to one request, and between both sides.</summary>
    public void Learn(
        IReadOnlyDictionary<NoisyPath, TimeSpan?> atLegacy, IReadOnlyDictionary<NoisyPath, TimeSpan?> atNew, DateTimeOffset at)
    {
        lock (_lock)
        {
            _askedTwice++;
            foreach (var (path, apart) in atLegacy)
                Count(CountedNoise.Of(path, atLegacy: true, atNew: false, apart));
            foreach (var (path, apart) in atNew)
                Count(CountedNoise.Of(path, atLegacy: false, atNew: true, apart));
            Note(at);
        }
    }

    /// <summary>Counts requests of one shape, whether or not they are compared.</summary>
    public void See(string shape, long count, DateTimeOffset at)
    {
        lock (_lock)
        {
            Count(shape, new ShapeCounts(count, 0));
            Note(at);
        }
    }

    /// <summary>Counts requests that are not compared.</summary>
    /// <param name="reason">Why, in half a sentence.</param>
    /// <param name="at">When.</param>
    /// <param name="count">How many.</param>
    public void Skip(string reason, DateTimeOffset at, long count = 1)
    {
        lock (_lock)
        {
            Count(_notCompared, reason, count);
            Note(at);
        }
    }

    /// <summary>Returns the counts.</summary>
    public EvidenceCounts Read()
    {
        lock (_lock)
            return ReadLocked();
    }

    /// <summary>Returns counts that are not in the store yet, and what to tell <see cref="Wrote"/> then; else null.</summary>
    public (EvidenceCounts Counts, long Changes)? Unwritten()
    {
        lock (_lock)
            return _changes == _written ? null : (ReadLocked(), _changes);
    }

    /// <summary>Notes what is in the store now.</summary>
    public void Wrote(long changes)
    {
        lock (_lock)
            _written = changes;
    }

    private Measured LeftBehindAt(Side side) =>
        _left.TryGetValue(side, out var left) ? left : _left[side] = new Measured();

    private void Count(Comparison found)
    {
        if (found.Differences.Count > 0)
            _different++;
        else if (found.PassedOver.Count > 0)
            Count(_passedOver, RulesOf(found));
        else
            _equal++;
        foreach (var difference in found.Differences.Select(Kept).Distinct())
            _differences[difference] = _differences.GetValueOrDefault(difference) + 1;
    }

    private Difference Kept(Difference difference) =>
        _differences.ContainsKey(difference) || _differences.Count < MostDifferences ? difference : Further;

    // Rules that no rule is called by: what is beyond counts as different when it is read.
    private string RulesOf(Comparison found)
    {
        var rules = string.Join(EvidenceCounts.RulesJoin, found.PassedOver.Order(StringComparer.Ordinal));
        return _passedOver.ContainsKey(rules) || _passedOver.Count < MostDifferences ? rules : "…";
    }

    private EvidenceCounts ReadLocked() => new()
    {
        Equal = _equal,
        PassedOver = _passedOver.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Different = _different,
        Differences = [.. _differences.Select(d => new CountedDifference(d.Key.Path, d.Key.What, d.Value))],
        AskedTwice = _askedTwice,
        Noise = [.. _noise.Values],
        NotCompared = _notCompared.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Shapes = _shapes.ToImmutableSortedDictionary(StringComparer.Ordinal),
        LegacyTook = _legacyTook.ToImmutableDictionary(),
        NewTook = _newTook.ToImmutableDictionary(),
        EventsNotCompared = _eventsNotCompared.ToImmutableSortedDictionary(StringComparer.Ordinal),
        LeftByLegacy = _left.GetValueOrDefault(Side.Legacy)?.Read(),
        LeftByNew = _left.GetValueOrDefault(Side.New)?.Read(),
        From = _from,
        To = _to,
    };

    private void Note(DateTimeOffset at)
    {
        // Answers that come at once are noted in any order.
        _from = at < _from ? at : _from ?? at;
        _to = at > _to ? at : _to ?? at;
        _changes++;
    }

    private void Count(CountedNoise noise)
    {
        if (_noise.TryGetValue(noise.Key, out var before))
            _noise[noise.Key] = before.Plus(noise);
        else if (_noise.Count < MostDifferences)
            _noise.Add(noise.Key, noise);
    }

    private void Count(string shape, ShapeCounts counts) =>
        _shapes[shape] = _shapes.GetValueOrDefault(shape, ShapeCounts.None).Plus(counts);

    private static void Count<T>(Dictionary<T, long> counts, T key, long count = 1)
        where T : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + count;
}
