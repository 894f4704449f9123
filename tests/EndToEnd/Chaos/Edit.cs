namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>What the writer of an edit was told.</summary>
internal enum Outcome
{
    /// <summary>Nothing that says whether the edit was made.</summary>
    InDoubt,

    /// <summary>The edit was made.</summary>
    Acknowledged,

    /// <summary>The edit was not made.</summary>
    Refused,
}

/// <summary>One value that somebody wrote into one field. Within a field no two edits write the same value.</summary>
/// <param name="Writer">Who wrote it.</param>
/// <param name="Record">The record: <c>customer C-1001</c>.</param>
/// <param name="Field">The field, or <see cref="Existence"/>.</param>
/// <param name="Value">The value.</param>
/// <param name="Saw">
/// The value that the writer replaced knowingly: it had read it, and the system refuses the edit where another one stands. Null
/// where nobody else writes the field, and so the writer replaces whatever it wrote before.
/// </param>
internal sealed record Edit(string Writer, string Record, string Field, string Value, string? Saw)
{
    /// <summary>The field that says whether there is such a record at all.</summary>
    public const string Existence = "(record)";

    public const string There = "there";

    public const string Gone = "gone";

    /// <summary>When it was sent, in the order of the ledger.</summary>
    public int Sent { get; init; }

    /// <summary>When its answer was there, in the order of the ledger.</summary>
    public int Answered { get; init; }

    public Outcome Outcome { get; init; }

    /// <summary>The entity tag of the answer, or null.</summary>
    public string? Tag { get; init; }

    /// <summary>What the answer said, for people.</summary>
    public string Told { get; init; } = "";
}
