namespace Hub.Sync.Messages;

/// <summary>
/// What became of a change, told to the process that reads its stream.
/// The inbox is the truth: an answer that is lost is asked for again.
/// </summary>
internal sealed record ChangeAnswer
{
    public required string Stream { get; init; }

    public required long Sequence { get; init; }

    public required string Key { get; init; }

    public required long Version { get; init; }

    public required string Position { get; init; }

    public required ApplyAttempt Attempt { get; init; }

    public static ChangeAnswer To(ChangeMessage message, ApplyAttempt attempt) => new()
    {
        Stream = message.Stream,
        Sequence = message.Sequence,
        Key = message.Key,
        Version = message.Version,
        Position = message.Position,
        Attempt = attempt,
    };
}
