using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Identity;

/// <summary>One write that was asked for through the hub's own surface, done or refused.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="At">When, to the microsecond.</param>
/// <param name="Actor">The token's name; <c>anonymous</c> where none was valid.</param>
/// <param name="Action">What was asked: <c>shift</c>, <c>rollback</c>.</param>
/// <param name="Target">What it was asked of: a route's id.</param>
/// <param name="Outcome"><c>done</c>, <c>refused</c>, or <c>waits</c> for a second person.</param>
/// <param name="Detail">What changed, or why it was refused.</param>
/// <param name="PreviousHash">The hash of the entry before; empty for the first.</param>
/// <param name="Hash">The hash of this entry and the hash before it.</param>
public sealed record AuditEntry(
    long Number, DateTimeOffset At, string Actor, string Action, string Target, string Outcome, string Detail,
    string PreviousHash = "", string Hash = "")
{
    /// <summary>Returns the hash that the entry's fields give.</summary>
    public string ComputeHash() => HashChain.Next(
        PreviousHash, $"{Number}", $"{Microseconds.Of(At)}", Actor, Action, Target, Outcome, Detail);
}
