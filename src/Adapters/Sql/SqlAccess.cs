using Hub.Soap.Outcomes;

namespace Hub.Adapters.Sql;

/// <summary>How far something may go that the hub does for itself.</summary>
internal enum SqlAccess
{
    /// <summary>It reads.</summary>
    Read,

    /// <summary>It writes rows of the hub's own.</summary>
    Write,

    /// <summary>It does so, and waits for a lock no longer than a second.</summary>
    Yield,

    /// <summary>It makes tables and triggers, by the account for it where the plan names one.</summary>
    Install,
}

/// <summary>How a database is reached.</summary>
/// <param name="Calls">For all calls.</param>
/// <param name="Install">By an account that may make tables and triggers; null where that is the same.</param>
internal sealed record SqlConnections(string Calls, string? Install);

/// <summary>What the hub does for itself in a database did not come to an end.</summary>
/// <param name="outcome">How it ended.</param>
/// <param name="words">What the database said; null for nothing.</param>
internal sealed class SqlFailedException(SystemOutcome outcome, string? words) : Exception(Describe(outcome, words))
{
    /// <summary>Whether the database answered, and refused the statement.</summary>
    public bool IsFault => outcome is Fault;

    private static string Describe(SystemOutcome outcome, string? words) => words ?? outcome switch
    {
        Busy => "as many calls as it may have",
        Denied => "refuses the hub's credentials",
        Unreachable => "cannot be reached",
        NoAnswer { TimedOut: true } => "no answer in time",
        NoAnswer => "the connection broke",
        Fault fault => fault.Text,
        InvalidAnswer invalid => invalid.Reason,
        _ => "an answer that was not expected",
    };
}
