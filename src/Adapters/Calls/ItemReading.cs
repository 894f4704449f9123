using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Calls;

/// <summary>
/// Reads a list of records each by itself: one that cannot be read keeps what of it can be, its key and version mostly, and
/// says why, so that it holds up none of the others.
/// </summary>
internal static class ItemReading
{
    /// <summary>The field of an item that says why it cannot be read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Returns <c>items</c>; null where the answer has no such list.</summary>
    /// <param name="mapping">The mapping of the answer.</param>
    /// <param name="document">The answer.</param>
    /// <param name="shown">Hides what must not be told of a text.</param>
    public static JsonObject? Read(MappingTable mapping, JsonText? document, Func<string, string> shown)
    {
        if (mapping.Bindings is not [ListBinding list]
            || !DocumentTree.TryGet(document?.Root, list.Legacy, out var entries)
            || entries.ValueKind != JsonValueKind.Array)
            return null;
        var items = new JsonArray();
        foreach (var entry in entries.EnumerateArray())
            items.Add(ReadItem(list.Items, JsonText.Of(entry), shown));
        return new JsonObject { [list.Contract[0]] = items };
    }

    private static JsonObject ReadItem(MappingTable item, JsonText entry, Func<string, string> shown)
    {
        var errors = new List<DocumentError>();
        var read = item.ToContract(entry, errors)?.Node as JsonObject ?? [];
        var said = entry.Root.ValueKind == JsonValueKind.Object
            && entry.Root.TryGetProperty(Answer.UnreadableProperty, out var marked) ? marked.GetString() : null;
        if (errors.Count == 0 && said is null)
            return read;
        var readable = new MappingTable([.. item.Bindings.Where(b => CanRead(b, entry))]);
        read = readable.ToContract(entry, [])?.Node as JsonObject ?? [];
        if (said is not null)
        {
            read[Unreadable] = shown(said);
            return read;
        }

        // The place as the record has it, not as the list of changes does.
        var path = errors[0].Path;
        var within = path is [{ Property: "content", Index: null }, _, ..] ? path[1..] : path;
        read[Unreadable] = shown((errors[0] with { Path = within }).WithoutValue);
        return read;
    }

    private static bool CanRead(Binding binding, JsonText entry)
    {
        var errors = new List<DocumentError>();
        new MappingTable([binding]).ToContract(entry, errors);
        return errors.Count == 0;
    }
}
