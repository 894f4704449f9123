using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Shapes;

/// <summary>
/// A document as JSON in UTF-8, as it goes on to whoever asked. It is read where it stands; a tree is made of it only for
/// those who want to change it.
/// </summary>
/// <param name="utf8">Well-formed JSON; kept, and not to be changed any more.</param>
internal sealed class JsonText(byte[] utf8)
{
    // XML of the greatest depth, with three levels of JSON for each of its own.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    private JsonElement? _root;

    /// <summary>An object without properties.</summary>
    public static JsonText Empty { get; } = new("{}"u8.ToArray());

    public ReadOnlyMemory<byte> Utf8 => utf8;

    /// <summary>The document, read in place.</summary>
    public JsonElement Root => _root ??= JsonElement.Parse(utf8, Deep);

    public bool IsObject => utf8 is [(byte)'{', ..];

    public bool IsNull => utf8 is [(byte)'n', ..];

    public static JsonText Of(JsonNode? node) => Write(json => WriteTo(json, node));

    /// <summary>What is written, which must be one JSON value.</summary>
    public static JsonText Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = JsonBuffer.Rent();
        write(buffer.Json);
        return buffer.ToText();
    }

    /// <summary>Writes a node, which may be JSON's null.</summary>
    public static void WriteTo(Utf8JsonWriter json, JsonNode? node)
    {
        if (node is null)
            json.WriteNullValue();
        else
            node.WriteTo(json);
    }

    /// <summary>A tree of it, which is the caller's own.</summary>
    public JsonNode? ToNode() => JsonNode.Parse(utf8, documentOptions: Deep);

    public override string ToString() => Encoding.UTF8.GetString(utf8);
}
