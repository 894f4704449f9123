using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Adapters.Layouts;
using Hub.Adapters.Mapping;

namespace Hub.Adapters.Changes;

/// <summary>Files that a system drops into a folder.</summary>
/// <param name="Call">Their layout; its answer is <c>items</c>, each with <c>content</c>.</param>
/// <param name="Pattern">Which files.</param>
/// <param name="Every">How often the folder is looked at.</param>
/// <param name="IsWhole">Whether each has all records, so that those it lacks are gone; else those that changed.</param>
internal sealed record FileFeed(MappedCall Call, FilePattern Pattern, TimeSpan Every, bool IsWhole)
{
    /// <summary>The ending of the file that marks one of the same name as complete; null for none.</summary>
    public string? Marker { get; init; }

    /// <summary>How long a file must have stayed unchanged before it is read; used without a marker.</summary>
    public TimeSpan Settle { get; init; }

    /// <summary>The ending of the file that has the SHA-256 of one of the same name; null for none.</summary>
    public string? Checksum { get; init; }

    /// <summary>The column that says that a row deletes its record, and what stands there then; null for none.</summary>
    public (string Column, ImmutableArray<string> Codes)? Deleted { get; init; }

    /// <summary>How many records one file may lack before a person is asked.</summary>
    public DeletionLimit Deletes { get; init; } = DeletionLimit.Default;

    public FileLayout Layout => (FileLayout)Call.Operation;

    /// <summary>How a row is read.</summary>
    public MappingTable Row { get; } = Call.Out?.Bindings is [ListBinding list] ? list.Items : new MappingTable([]);
}
