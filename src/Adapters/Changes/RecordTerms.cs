using System.Text.Json.Nodes;
using Hub.Adapters.Calls;

namespace Hub.Adapters.Changes;

/// <summary>
/// Compares records in the system's terms, by what its writes would make of them. Two values that the system stores alike count
/// as equal.
/// </summary>
internal sealed class RecordTerms(EntityDefinition entity, MappedCall create)
{
    /// <summary>Returns a record as the other side knows it, where the system holds just that; else as it stands.</summary>
    /// <param name="content">What a change says; null where only the comparison knows.</param>
    /// <param name="agreed">What both sides last agreed on; null where that is not known.</param>
    /// <param name="current">The record as it stands.</param>
    public JsonObject AsSeen(JsonObject? content, JsonObject? agreed, JsonObject current) =>
        new[] { content, agreed }.OfType<JsonObject>().Select(c => Owned(c, current)).FirstOrDefault(c => AreSame(c, current))
        ?? current;

    /// <summary>Returns whether the system would hold both as one.</summary>
    public bool AreSame(JsonObject wanted, JsonObject current) =>
        new[] { create, entity.Update }
            .OfType<MappedCall>()
            .All(call => JsonNode.DeepEquals(Written(call, wanted), Written(call, current)));

    /// <summary>
    /// Returns whether an update writes anything of what is wanted that is not there yet; false where all that differs is
    /// taken by the system only when a record is made.
    /// </summary>
    public bool Writes(MappedCall update, JsonObject wanted, JsonObject current) =>
        !JsonNode.DeepEquals(Written(update, wanted), Written(update, current));

    private JsonObject Owned(JsonObject content, JsonObject current)
    {
        var owned = content.DeepClone().AsObject();
        foreach (var field in entity.OwnFields)
        {
            owned.Remove(field);
            if (current.TryGetPropertyValue(field, out var own))
                owned[field] = own?.DeepClone();
        }

        return owned;
    }

    // References belong to one side.
    private JsonNode? Written(MappedCall call, JsonObject content)
    {
        var body = content.DeepClone().AsObject();
        if (entity.ExternalReference is [var reference])
            body.Remove(reference);
        return call.In.Table.ToLegacy(new JsonObject { ["body"] = body }, []);
    }
}
