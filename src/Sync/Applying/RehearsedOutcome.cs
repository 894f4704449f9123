using System.Collections.Immutable;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Applying;

/// <summary>What would become of a change that is applied now.</summary>
/// <param name="Result">What the target says.</param>
/// <param name="IsBehind">Whether the target has the change, or a later one of its record.</param>
/// <param name="Conflict">The fields that both sides changed; null where they agree, empty where it is the whole record.</param>
internal sealed record RehearsedOutcome(ApplyResult Result, bool IsBehind = false, ImmutableArray<string>? Conflict = null);
