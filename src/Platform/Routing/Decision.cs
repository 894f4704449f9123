using System.Collections.Immutable;
using Hub.ServiceKit.Changes;

namespace Hub.Platform.Routing;

/// <summary>Which rule decided.</summary>
public enum DecisionRule
{
    /// <summary>The route's stage alone.</summary>
    Stage,

    /// <summary>A caller with the right asked for a side.</summary>
    Forced,

    /// <summary>The cohort key is named.</summary>
    User,

    /// <summary>One of the caller's groups is named.</summary>
    Group,

    /// <summary>The cohort key's bucket.</summary>
    Bucket,

    /// <summary>A canary's request without a cohort key.</summary>
    NoKey,

    /// <summary>The side that took the record's last write, as the other one may not have it yet.</summary>
    OwnWrite,
}

/// <summary>Who answers a request, and why.</summary>
/// <param name="Side">The side.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Bucket">The key's bucket, 0 to 100; NaN where none was computed.</param>
public readonly record struct Decision(Side Side, DecisionRule Rule, double Bucket = double.NaN);

/// <summary>What a decision may know of a caller.</summary>
/// <param name="Forced">The side a caller with the right asked for.</param>
/// <param name="Groups">The caller's groups.</param>
public readonly record struct Caller(Side? Forced, ImmutableArray<string> Groups)
{
    /// <summary>A caller of whom nothing is known.</summary>
    public static Caller Unknown { get; } = new(null, []);
}
