namespace Hub.Sync.Reconciling;

/// <summary>Tells how far a comparison is.</summary>
/// <param name="done">Records that are read.</param>
/// <param name="total">How many there are to read; null where that is not known.</param>
/// <param name="text">What is being done.</param>
internal delegate void TellComparison(long done, long? total, string text);
