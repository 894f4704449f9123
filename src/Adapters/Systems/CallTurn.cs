using Hub.Platform.Sides;

namespace Hub.Adapters.Systems;

/// <summary>Who waits for a call, and so when its turn comes.</summary>
/// <param name="Priority">Whether somebody waits for the answer.</param>
/// <param name="Caller">Whom the call counts for; the hub itself where nobody asked.</param>
internal readonly record struct CallTurn(CallPriority Priority, CallerKey Caller = default)
{
    public static implicit operator CallTurn(CallPriority priority) => new(priority);
}
