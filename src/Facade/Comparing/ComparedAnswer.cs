namespace Hub.Facade.Comparing;

/// <summary>One side's answer, as far as it is compared.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The header field; null for none.</param>
/// <param name="Location">The header field; null for none.</param>
/// <param name="Body">The body without any content coding.</param>
internal sealed record ComparedAnswer(int Status, string? ContentType, string? Location, ReadOnlyMemory<byte> Body)
{
    /// <summary>Further header fields; null where they are not compared, as of a write that is only tried.</summary>
    public ComparedHeaders? Headers { get; init; }
}
