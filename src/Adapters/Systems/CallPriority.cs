namespace Hub.Adapters.Systems;

/// <summary>Who goes first where a system may not be asked more.</summary>
internal enum CallPriority
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive,

    /// <summary>Sync, backfill and shadow: nobody waits, and half of the places are never theirs.</summary>
    Background,
}
