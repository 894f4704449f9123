using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Publishing;

/// <summary>A change that was read and is not handled yet.</summary>
internal sealed class PendingChange(Change change, long sequence, StreamPosition? handledUpTo, DateTimeOffset since)
{
    public Change Change { get; } = change;

    public long Sequence { get; } = sequence;

    /// <summary>Whether it has waited for a record it names, and so lies behind the stream's position already.</summary>
    public bool Waited { get; init; }

    /// <summary>When it was read, or need wait no longer.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>
    /// Where the stream will stand once this and everything before it is handled: after the handled changes that
    /// follow it. Null while a following change still shares its position.
    /// </summary>
    public StreamPosition? HandledUpTo { get; set; } = handledUpTo;

    /// <summary>When it is sent, or sent again.</summary>
    public DateTimeOffset DueAt { get; set; } = since;

    /// <summary>Whether it was sent and is not answered.</summary>
    public bool Sent { get; set; }

    /// <summary>Attempts that ended without an outcome.</summary>
    public int Attempts { get; set; }

    /// <summary>Those of them that ended in an unforeseen exception.</summary>
    public int Failures { get; set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? Error { get; set; }
}
