namespace Hub.Platform.Telemetry.Exposition;

/// <summary>One series: the values under one set of labels. Safe for any number of threads, without locks.</summary>
/// <param name="labels">The labels as they are written, without braces.</param>
internal abstract class Series(string labels)
{
    public string Labels { get; } = labels;

    protected static void Add(ref double place, double value)
    {
        var seen = Volatile.Read(ref place);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref place, seen + value, seen);
            if (before.Equals(seen))
                return;
            seen = before;
        }
    }
}

/// <summary>A counter or a gauge.</summary>
internal sealed class ValueSeries(string labels) : Series(labels)
{
    private double _value;

    public double Value => Volatile.Read(ref _value);

    /// <summary>The collection in which it was observed last; what is no longer observed is no longer written.</summary>
    public long Collection { get; private set; }

    public void Add(double value) => Add(ref _value, value);

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Observe(double value, long collection)
    {
        Set(value);
        Collection = collection;
    }
}

/// <summary>A histogram with fixed bounds.</summary>
internal sealed class HistogramSeries(string labels, double[] bounds) : Series(labels)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public double Sum => Volatile.Read(ref _sum);

    public void Record(double value)
    {
        // A bound belongs to its bucket: le means less or equal.
        var index = Array.BinarySearch(bounds, value);
        Interlocked.Increment(ref _counts[index < 0 ? ~index : index]);
        Add(ref _sum, value);
    }

    /// <summary>How many values lie at or below each bound, the last one being all of them.</summary>
    public long[] Cumulated()
    {
        var cumulated = new long[_counts.Length];
        var sum = 0L;
        for (var i = 0; i < cumulated.Length; i++)
            cumulated[i] = sum += Volatile.Read(ref _counts[i]);
        return cumulated;
    }
}
