namespace Hub.Sync.Streams;

/// <summary>The right to read a stream and to move its position, until another process takes it.</summary>
/// <param name="Stream">The stream's id.</param>
/// <param name="Epoch">How many times the right was taken so far; what an earlier holder writes is not written.</param>
/// <param name="Begin">Where the stream stood when it was taken.</param>
internal sealed record StreamLease(string Stream, long Epoch, StreamPosition Begin);
