namespace Hub.Simulation.Tests.Engine;

/// <summary>All that is random in a run, from its seed (SplitMix64): the same on every machine and runtime.</summary>
internal sealed class Chance(int seed)
{
    private ulong _state = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) + 1;

    public int Below(int limit) => (int)(Next() % (ulong)limit);

    /// <summary>Returns true in so many of a hundred cases.</summary>
    public bool Is(int percent) => Below(100) < percent;

    /// <summary>Returns a time between two, mostly nearer to the first.</summary>
    public double Time(double least, double most)
    {
        var share = Below(10_001) / 10_000.0;
        return least + ((most - least) * share * share);
    }

    /// <summary>Returns a time between two, each as likely as another.</summary>
    public double Even(double least, double most) => least + ((most - least) * Below(10_001) / 10_000.0);

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
