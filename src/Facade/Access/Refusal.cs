namespace Hub.Facade.Access;

/// <summary>Why a request is not answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Why">In words.</param>
internal sealed record Refusal(int Status, string Why)
{
    /// <summary>The codings of a body that would do; null where the body's coding is not what is wrong.</summary>
    public string? AcceptEncoding { get; init; }
}
