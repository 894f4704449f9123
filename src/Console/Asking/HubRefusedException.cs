namespace Hub.Console.Asking;

/// <summary>The hub refused a request, or could not answer it.</summary>
public sealed class HubRefusedException(int status, string why, IReadOnlyList<ProblemPart> errors) : Exception(why)
{
    /// <summary>The answer's HTTP status.</summary>
    public int Status => status;

    /// <summary>What is wrong with the request, part by part.</summary>
    public IReadOnlyList<ProblemPart> Errors => errors;
}

/// <summary>The session's token is unknown by now.</summary>
internal sealed class SignedOutException() : Exception("The token is revoked, expired or unknown.");

/// <summary>An answer of <c>application/problem+json</c>.</summary>
public sealed record HubProblem(string? Title, string? Detail, IReadOnlyList<ProblemPart>? Errors);

/// <summary>One fault of a request.</summary>
public sealed record ProblemPart(string? Path, string? Detail);
