namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>A record as a side keeps it, under a name that both sides have for it.</summary>
/// <param name="Name">The name: <c>customer C-1001</c>.</param>
/// <param name="Fields">Field → value as text; empty where there is none.</param>
internal sealed record SideRecord(string Name, IReadOnlyDictionary<string, string> Fields);

/// <summary>All that a side keeps.</summary>
internal sealed class SideContent(IEnumerable<SideRecord> records)
{
    private readonly ILookup<string, SideRecord> _records = records.ToLookup(r => r.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _records.Select(r => r.Key);

    /// <summary>Returns how many records have a name.</summary>
    public int Count(string name) => _records[name].Count();

    /// <summary>Returns the fields of a record, or none.</summary>
    public IEnumerable<string> FieldsOf(string name) => _records[name].SelectMany(r => r.Fields.Keys);

    /// <summary>Returns a field's value; null where there is no such record.</summary>
    public string? Find(string name, string field) =>
        field == Edit.Existence ? (Count(name) > 0 ? Edit.There : Edit.Gone)
        : _records[name].FirstOrDefault()?.Fields.GetValueOrDefault(field);
}

/// <summary>A field of a conflict that the hub lists.</summary>
/// <param name="Record">The record.</param>
/// <param name="Field">The field.</param>
/// <param name="Values">The values of both sides.</param>
internal sealed record ListedConflict(string Record, string Field, IReadOnlyList<string> Values);
