using System.Diagnostics.CodeAnalysis;

namespace Hub.Platform.Telemetry.Exposition;

/// <summary>Compares sets of tags, whatever their order, and finds a known one by a span without allocating.</summary>
internal sealed class TagSetComparer
    : IEqualityComparer<KeyValuePair<string, object?>[]>,
      IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
{
    public static TagSetComparer Instance { get; } = new();

    public bool Equals(KeyValuePair<string, object?>[]? x, KeyValuePair<string, object?>[]? y) => Equals(x.AsSpan(), y!);

    public int GetHashCode([DisallowNull] KeyValuePair<string, object?>[] obj) =>
        GetHashCode((ReadOnlySpan<KeyValuePair<string, object?>>)obj);

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
    {
        if (alternate.Length != other.Length)
            return false;
        for (var i = 0; i < alternate.Length; i++)
        {
            // Who measures names its tags in one order nearly always.
            if (!Same(alternate[i], other[i]) && !Contains(other, alternate[i]))
                return false;
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = alternate.Length;
        foreach (var (name, value) in alternate)
            hash += HashCode.Combine(name, value);
        return hash;
    }

    public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => alternate.ToArray();

    private static bool Contains(KeyValuePair<string, object?>[] tags, KeyValuePair<string, object?> tag)
    {
        foreach (var other in tags)
        {
            if (Same(other, tag))
                return true;
        }

        return false;
    }

    private static bool Same(KeyValuePair<string, object?> x, KeyValuePair<string, object?> y) =>
        x.Key == y.Key && Equals(x.Value, y.Value);
}
