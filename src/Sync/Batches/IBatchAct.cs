namespace Hub.Sync.Batches;

/// <summary>What is done to each of many parked changes or conflicts.</summary>
internal interface IBatchAct
{
    /// <summary>The job's name.</summary>
    string Job { get; }

    /// <summary>What the audit log calls it, as where a person does it to a single one.</summary>
    string Action { get; }

    /// <summary>Returns those that come next after the batch's cursor; empty at the end.</summary>
    Task<IReadOnlyList<BatchItem>> PageAsync(Batch batch, int limit);

    /// <summary>Returns what the batch has done after its cursor: before its process was killed.</summary>
    Task<IReadOnlyList<BatchResult>> DoneAfterCursorAsync(Batch batch);

    /// <summary>Does it to one; doing it again has no further effect.</summary>
    Task<BatchResult> RunAsync(Batch batch, BatchItem item, CancellationToken cancellation);
}

/// <summary>One of many.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Group">Those of one group are done one after the other: a record's changes.</param>
/// <param name="Cursor">The batch's cursor once it and those before it are done.</param>
internal sealed record BatchItem(string Id, string Group, string Cursor);

/// <summary>What became of one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Outcome">What: <c>applied</c>.</param>
/// <param name="Reason">Why it is as it was; null where it was done.</param>
internal sealed record BatchResult(string Id, string Outcome, string? Reason = null)
{
    /// <summary>Whether a side could not be asked, so that another try may go through.</summary>
    public bool MayPass { get; init; }
}
