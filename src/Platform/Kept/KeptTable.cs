namespace Hub.Platform.Kept;

/// <summary>
/// A table of the hub's store that grows with the company's records or with what happens to them. Whoever makes such a table
/// names it, so that its size is told, and says what keeps it from growing without end.
/// </summary>
/// <param name="What">What a row is, as people call many of them: <c>pairs of keys</c>.</param>
/// <param name="Table">The table.</param>
/// <param name="Of">The column that says whose they are: <c>entity</c>; null for everybody's.</param>
/// <param name="Bound">What bounds it, in half a sentence.</param>
public sealed record KeptTable(string What, string Table, string? Of, string Bound);

/// <summary>How much is kept of something.</summary>
/// <param name="What">What a row is.</param>
/// <param name="Of">Whose they are: an entity, or one direction of a link; null for everybody's.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Bytes">
/// What the whole table takes on the store's disk, with its indexes, whoever's rows they are; null where the store does not tell.
/// </param>
/// <param name="Bound">What bounds it.</param>
public sealed record KeptRows(string What, string? Of, long Rows, long? Bytes, string Bound);
