namespace LegacyLandscape.Erp.Soap;

/// <summary>The ERP's licence: so many requests at the same time and not one more.</summary>
internal sealed class Sessions(int limit)
{
    private readonly Lock gate = new();
    private int inUse;
    private int most;
    private long refused;

    public int Limit => limit;

    public (int InUse, int Most, long Refused) Count()
    {
        lock (gate)
            return (inUse, most, refused);
    }

    /// <exception cref="ErpFault">All sessions are in use.</exception>
    public void Enter()
    {
        lock (gate)
        {
            if (inUse == limit)
            {
                refused++;
                throw ErpFault.SessionLimitReached(limit);
            }

            most = Math.Max(most, ++inUse);
        }
    }

    public void Leave()
    {
        lock (gate)
            inUse--;
    }
}
