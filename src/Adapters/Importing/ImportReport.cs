using System.Collections.Immutable;

namespace Hub.Importing;

/// <summary>What an import did, or would do.</summary>
/// <param name="Files">The plan's files, changed or not.</param>
/// <param name="Operations">What can be called and by which route.</param>
/// <param name="Notes">What was skipped, guessed or kept, and why.</param>
/// <param name="Variables">What has to be set in the environment before the plan can be served.</param>
public sealed record ImportReport(
    ImmutableArray<ImportedFile> Files,
    ImmutableArray<ImportedOperation> Operations,
    ImmutableArray<ImportNote> Notes,
    ImmutableArray<ImportVariable> Variables);

/// <summary>One file of the plan.</summary>
/// <param name="Path">Where it lies in the plan.</param>
/// <param name="Change"><c>added</c>, <c>changed</c>, <c>removed</c> or <c>unchanged</c>.</param>
/// <param name="Diff">What differs, as lines that begin with <c>+</c>, <c>-</c> or a blank.</param>
public sealed record ImportedFile(string Path, string Change, ImmutableArray<string> Diff);

/// <summary>One operation of the system.</summary>
/// <param name="Operation">Its name: <c>GetInvoice</c>, <c>invoice.get</c>.</param>
/// <param name="Write">Whether it changes something.</param>
/// <param name="Route">The route's id; null where there is none.</param>
/// <param name="Match">Method and path of the route; null where there is none.</param>
public sealed record ImportedOperation(string Operation, bool Write, string? Route, string? Match)
{
    /// <summary>What its route must be given in the path or the query.</summary>
    public ImmutableArray<string> Asks { get; init; } = [];
}

/// <summary>Something the plan's author should know.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="About">The operation, table or entry.</param>
/// <param name="Text">What was done, and why.</param>
public sealed record ImportNote(ImportNoteKind Kind, string About, string Text);

/// <summary>Kinds of notes.</summary>
public enum ImportNoteKind
{
    /// <summary>Left out, because the hub cannot take it or may not read it.</summary>
    Skipped,

    /// <summary>Nobody says so: read it again.</summary>
    Guessed,

    /// <summary>Edited by hand, and left as it is.</summary>
    Kept,

    /// <summary>Edited by hand, and replaced because that was asked for.</summary>
    Overwritten,
}

/// <summary>An environment variable that the proposed files refer to.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it might be, with … for what is secret.</param>
public sealed record ImportVariable(string Name, string Value);

/// <summary>An import cannot be done; the message says why and what to do, and holds no secret.</summary>
public sealed class ImportRefusedException(string message) : Exception(message)
{
    /// <summary>Whether what was asked for can never be imported: a name, a file or a connection that is not one.</summary>
    public bool IsUsage { get; init; }
}
