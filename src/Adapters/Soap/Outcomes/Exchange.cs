namespace Hub.Soap.Outcomes;

/// <summary>
/// One call's messages as they went out and came back, for whoever asked to see them: filled by the client as it goes
/// along. Passwords, session tokens and Authorization never stand in it; the caller's and the system's own data do.
/// </summary>
internal sealed class Exchange
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Hidden = "***";

    /// <summary>What was sent; null as long as the request cannot be said in the system's form.</summary>
    public string? Request { get; set; }

    /// <summary>What came back; null when nothing did.</summary>
    public string? Answer { get; set; }
}
