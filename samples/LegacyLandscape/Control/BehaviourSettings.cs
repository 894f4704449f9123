namespace LegacyLandscape.Control;

internal enum BehaviourMode
{
    Normal,

    /// <summary>Waits before doing anything.</summary>
    Slow,

    /// <summary>Does nothing and answers with a server fault that has no detail.</summary>
    Fail,

    /// <summary>Does nothing and never answers.</summary>
    Hang,

    /// <summary>Does what was asked and never answers; only a refusal, which leaves nothing behind, is still told.</summary>
    CommitThenHang,

    /// <summary>Does what was asked and drops the connection; a refusal is still told.</summary>
    CommitThenFail,

    /// <summary>Drops the connection at once.</summary>
    Down,
}

/// <param name="Mode">What happens to the calls concerned.</param>
/// <param name="DelayMs">How long <see cref="BehaviourMode.Slow"/> waits.</param>
/// <param name="Operations">The operations concerned; all of them when absent.</param>
/// <param name="Times">For how many calls it holds before all is normal again; until the next change when absent.</param>
internal sealed record BehaviourSettings(
    BehaviourMode Mode,
    int DelayMs = 0,
    IReadOnlyList<string>? Operations = null,
    int? Times = null)
{
    public static readonly BehaviourSettings Normal = new(BehaviourMode.Normal);

    public bool Concerns(string operation) =>
        Operations is not { Count: > 0 } || Operations.Contains(operation, StringComparer.Ordinal);
}
