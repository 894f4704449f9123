using System.Collections.Immutable;
using Hub.Adapters.Layouts;
using Hub.Adapters.Mapping;

namespace Hub.Adapters.Changes;

/// <summary>Files that a system is told changes by.</summary>
/// <param name="Layout">What their rows look like.</param>
/// <param name="In">How a record becomes a row.</param>
/// <param name="Pattern">Where they are written, with <see cref="Number"/> for the number of each.</param>
/// <param name="Every">How long a change waits for others at most.</param>
/// <param name="Batch">How many changes a file has at most; with so many, none waits.</param>
internal sealed record FileDelivery(FileLayout Layout, RequestMapping In, FilePattern Pattern, TimeSpan Every, int Batch)
{
    /// <summary>What stands for a file's number in its name.</summary>
    public const string Number = "{number}";

    /// <summary>The ending of the file that marks one of the same name as complete; null for none.</summary>
    public string? Marker { get; init; }

    /// <summary>The ending of the file that has the SHA-256 of one of the same name; null for none.</summary>
    public string? Checksum { get; init; }

    /// <summary>The column that says that a record is deleted, and what it says then; null where that cannot be said.</summary>
    public (string Column, ImmutableArray<string> Codes)? Deleted { get; init; }

    /// <summary>Whether an apostrophe stands before what a spreadsheet takes for a formula.</summary>
    public bool EscapesFormulas { get; init; }
}
