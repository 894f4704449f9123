namespace Hub.Sync.Conforming;

/// <summary>What was found of one rule of the contract.</summary>
/// <param name="Id">The rule's name: <c>create</c>.</param>
/// <param name="Rule">The rule, in a sentence.</param>
/// <param name="State"><c>passed</c>, <c>failed</c> or <c>notTried</c>.</param>
public sealed record RuleOutcome(string Id, string Rule, string State)
{
    /// <summary>Every rule was held.</summary>
    public const string Passed = "passed";

    /// <summary>The rule was broken.</summary>
    public const string Failed = "failed";

    /// <summary>The rule could not be tried, or was not to be.</summary>
    public const string NotTried = "notTried";

    /// <summary>The last request of the rule; null where it passed.</summary>
    public string? Sent { get; init; }

    /// <summary>What came back; null where it passed.</summary>
    public string? Came { get; init; }

    /// <summary>What to do, or why it was not tried; null where it passed.</summary>
    public string? Advice { get; init; }
}
