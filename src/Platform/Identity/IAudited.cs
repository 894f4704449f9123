namespace Hub.Platform.Identity;

/// <summary>The answer to a write that says more of it to the audit log than that it was done.</summary>
public interface IAudited
{
    /// <summary>
    /// <c>done</c>, <c>forced</c> past a gate, <c>waits</c>, <c>refused</c>, or <c>unknown</c> where nobody knows what became
    /// of it.
    /// </summary>
    string Outcome => "done";

    /// <summary>What changed; holds no secret.</summary>
    string Detail { get; }

    /// <summary>Which one was made, where the request's address does not name it; null otherwise.</summary>
    string? Target => null;

    /// <summary>Why it was asked for, where its request does not say so itself; null otherwise.</summary>
    string? Reason => null;
}
