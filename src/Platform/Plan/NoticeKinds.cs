using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>What webhooks may be told.</summary>
public static class NoticeKinds
{
    /// <summary>A route stands further on.</summary>
    public const string Shift = "shift";

    /// <summary>A route stands further back.</summary>
    public const string Rollback = "rollback";

    /// <summary>Another plan is served.</summary>
    public const string Plan = "plan";

    /// <summary>The guardrail has stepped a route back, or says why it could not.</summary>
    public const string Guardrail = "guardrail";

    /// <summary>A shift was refused, as its gate does not pass.</summary>
    public const string Gate = "gate";

    /// <summary>A rule of comparing ends soon, or has ended.</summary>
    public const string Rule = "rule";

    /// <summary>Both sides of a link changed the same, and a person has to decide.</summary>
    public const string Conflict = "conflict";

    /// <summary>Both sides of a link do not hold the same.</summary>
    public const string Drift = "drift";

    /// <summary>A system does otherwise than its contract in the plan says.</summary>
    public const string Contract = "contract";

    /// <summary>A message that somebody has asked for to try a webhook; every webhook gets it.</summary>
    public const string Test = "test";

    /// <summary>All but the test.</summary>
    public static ImmutableArray<string> All { get; } = [Shift, Rollback, Plan, Guardrail, Gate, Rule, Conflict, Drift, Contract];
}
