using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace LegacyLandscape.Shop;

/// <summary>What clerks wrote about orders.</summary>
internal sealed class Remarks
{
    private readonly ConcurrentDictionary<int, ImmutableList<string>> remarks = new();

    public IReadOnlyList<string> Of(int orderNo) => remarks.GetValueOrDefault(orderNo, []);

    public void Add(int orderNo, string text) => remarks.AddOrUpdate(orderNo, [text], (_, earlier) => earlier.Add(text));
}
