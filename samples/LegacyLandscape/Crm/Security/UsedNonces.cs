namespace LegacyLandscape.Crm.Security;

/// <summary>Remembers each nonce for as long as a token with it would be fresh enough.</summary>
internal sealed class UsedNonces
{
    private readonly Lock gate = new();
    private readonly HashSet<string> nonces = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, DateTimeOffset> byEnd = new();

    /// <returns>False when it was used before.</returns>
    public bool TryUse(string nonce, DateTimeOffset until, DateTimeOffset now)
    {
        lock (gate)
        {
            while (byEnd.TryPeek(out var oldest, out var end) && end < now)
            {
                byEnd.Dequeue();
                nonces.Remove(oldest);
            }

            if (!nonces.Add(nonce))
                return false;

            byEnd.Enqueue(nonce, until);
            return true;
        }
    }
}
