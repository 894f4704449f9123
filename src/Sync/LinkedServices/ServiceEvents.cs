using System.Globalization;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.LinkedServices;

/// <summary>Reads a batch of changes as a linked service tells them: CloudEvents 1.0 in JSON.</summary>
internal static class ServiceEvents
{
    /// <summary>The type of a record that was made or changed.</summary>
    public const string Changed = "hub.record.changed";

    /// <summary>The type of a record that is gone.</summary>
    public const string Deleted = "hub.record.deleted";

    /// <summary>
    /// What the keys of records begin with that <c>./hub sync conform</c> makes: whatever a service tells of them, they are
    /// nobody's and stay there.
    /// </summary>
    public const string TrialKeys = "hub-conform-";

    private const int LongestText = 500;

    /// <summary>Reads a batch.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="after">The cursor that it was asked for; null for the beginning.</param>
    /// <param name="cohortField">The field that the records move by, where an event does not say the key; or null.</param>
    /// <returns>The changes; or why it cannot be read, with the place and what to do.</returns>
    public static (IReadOnlyList<Change> Changes, string? Fault) Read(JsonNode? body, string? after, string? cohortField)
    {
        if (body is not JsonArray events)
            return ([], "its answer is not a JSON array of CloudEvents without duplicate names");
        var (changes, cursors) = (new List<Change>(events.Count), new HashSet<string>(StringComparer.Ordinal));
        if (after is not null)
            cursors.Add(after);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (node, index) in events.Select((e, i) => (e, i)))
        {
            if (FindFault(node as JsonObject) is { } fault)
                return ([], $"event {index} of its answer {fault}");
            var change = ToChange(node!.AsObject(), cohortField);
            if (!cursors.Add(change.Position))
                return ([], $"event {index} of its answer has a cursor that was told before: each change has its own, "
                    + "and what was asked for with 'after' is not told again");
            if (versions.TryGetValue(change.Key, out var before) && change.Version <= before)
                return ([], $"event {index} of its answer has version {change.Version} of a record whose version {before} comes "
                    + "before it: versions grow with each change of a record");
            versions[change.Key] = change.Version;
            changes.Add(change);
        }

        return (changes, null);
    }

    /// <summary>Returns what an event lacks to be passed on or parked under its key; null for nothing.</summary>
    public static string? FindFault(JsonObject? e) =>
        e is null ? "is not a JSON object"
        : Text(e, "type") is not (Changed or Deleted) ? $"has no 'type' of {Changed} or {Deleted}"
        : !ServiceRequest.IsKey(Text(e, "subject"))
            ? $"has no 'subject' that is a record's key: 1 to {ServiceRequest.LongestKey} characters, none of control"
        : VersionOf(e) is null ? "has no 'version' that is a whole number from 1"
        : Text(e, "origin") is not ("legacy" or "new") ? "has no 'origin' of legacy or new"
        : Text(e, "cursor") is not { Length: > 0 and <= LongestText } cursor || cursor.Any(char.IsControl)
            ? $"has no 'cursor': a text of 1 to {LongestText} characters"
        : null;

    private static Change ToChange(JsonObject e, string? cohortField)
    {
        var isDeleted = Text(e, "type") == Deleted;
        var data = isDeleted ? null : e["data"] as JsonObject;
        return new Change(
            Text(e, "subject")!,
            Short(e, "cohortkey") ?? (cohortField is null || data is null ? null : Short(data, cohortField)),
            VersionOf(e)!.Value,
            Text(e, "cursor")!,
            Text(e, "origin") == "legacy" ? Side.Legacy : Side.New,
            isDeleted ? ChangeKind.Delete : ChangeKind.Upsert,
            Short(e, "externalreference"),
            data?.DeepClone().AsObject())
        {
            TraceParent = Text(e, "traceparent") is { Length: 55 } trace ? trace : null,
            ChangedAt = DateTimeOffset.TryParse(
                Text(e, "time"), CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                    ? at
                    : null,
            Fault = isDeleted || data is not null ? null : "its 'data' is not a JSON object",
        };
    }

    // CloudEvents' integers have 32 bits; larger ones are written as text.
    private static long? VersionOf(JsonObject e) => e["version"] is JsonValue value
        && ((value.TryGetValue<long>(out var number) && number > 0)
            || (value.TryGetValue<string>(out var text)
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0))
            ? number
            : null;

    private static string? Short(JsonObject from, string name) =>
        Text(from, name) is { Length: > 0 and <= LongestText } text ? text : null;

    private static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
