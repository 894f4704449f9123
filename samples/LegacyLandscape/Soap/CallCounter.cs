using System.Collections.Concurrent;

namespace LegacyLandscape.Soap;

internal sealed class CallCounter
{
    private readonly ConcurrentDictionary<string, long> calls = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Calls => new SortedDictionary<string, long>(calls, StringComparer.Ordinal);

    public void Count(string operation) => calls.AddOrUpdate(operation, 1, (_, count) => count + 1);
}
