using System.Collections.Frozen;

namespace Hub.Adapters.Systems;

/// <summary>
/// Which fault means which HTTP status: by the name of its detail element, or as <c>code.NAME</c> by its code or a
/// subcode, the most special first; <c>code.Unknown</c> is a fault without any code.
/// </summary>
internal sealed record FaultTable(FrozenDictionary<string, int> Statuses)
{
    public const string CodePrefix = "code.";

    /// <summary>The code of a fault that has none.</summary>
    public const string NoCode = "Unknown";

    /// <summary>The status, or null for a fault that the plan does not know.</summary>
    public int? Find(Fault fault) =>
        fault.DetailName is { } name && Statuses.TryGetValue(name, out var status) ? status
        : fault.Codes.Reverse()
            .Select(c => Statuses.TryGetValue(CodePrefix + c, out var byCode) ? byCode : (int?)null)
            .FirstOrDefault(s => s is not null);
}
