using System.Collections.Concurrent;

namespace LegacyLandscape.Erp.Control;

/// <summary>Orders a back-office user has open. As with the sessions of the old client, a restart forgets them.</summary>
internal sealed class RecordLocks
{
    private readonly ConcurrentDictionary<int, bool> locked = new();

    public IReadOnlyList<int> OrderNos => [.. locked.Keys.Order()];

    public bool IsLocked(int orderNo) => locked.ContainsKey(orderNo);

    public void Lock(int orderNo) => locked[orderNo] = true;

    public void Unlock(int orderNo) => locked.TryRemove(orderNo, out _);
}
