using System.Collections.Immutable;
using Hub.Platform.Storage;

namespace Hub.Platform.Identity.Approvals;

/// <summary>A change that waits for a second person. It is never altered: whoever approves it names it by its digest.</summary>
/// <param name="Action">What is asked: <c>shift</c> or <c>plan apply</c>.</param>
/// <param name="Target">What of: a route's id, or <c>plan</c>.</param>
/// <param name="Capabilities">The capabilities it belongs to: who approves has them in scope.</param>
/// <param name="From">What is there now, as JSON.</param>
/// <param name="To">What shall be there, as JSON.</param>
/// <param name="RequestedBy">Who asks.</param>
/// <param name="Reason">Why.</param>
/// <param name="Plan">The plan it was asked under.</param>
/// <param name="Revision">The revision it was asked under: no later one may have touched its target.</param>
public sealed record PendingChange(
    string Action, string Target, ImmutableArray<string> Capabilities, string From, string To, string RequestedBy, string Reason,
    string Plan, long Revision)
{
    /// <summary>SHA-256 over all of it, lower-case hexadecimal.</summary>
    public string Digest =>
        HashChain.Next("", Action, Target, string.Join(',', Capabilities), From, To, RequestedBy, Reason, Plan, $"{Revision}");

    /// <summary>The digest's beginning: what a person types.</summary>
    public string Id => Digest[..12];

    /// <summary>When it was asked.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>From when on nobody can approve it any more.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What became of it: <c>waiting</c>, <c>approved</c>, <c>withdrawn</c>, <c>void</c>.</summary>
    public string State { get; init; } = Waiting;

    /// <summary>Who approved or withdrew it; empty while it waits.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>The state in which it can be approved.</summary>
    public const string Waiting = "waiting";
}
