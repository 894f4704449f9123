using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Soap.Shapes;

/// <summary>
/// A document on its way: UTF-8 as it goes on to whoever asked, read where it stands, or a tree for those who want one.
/// Each form is made when it is asked for, and then kept; none of them is to be changed any more.
/// </summary>
internal sealed class JsonText
{
    // XML of the greatest depth, with three levels of JSON for each of its own.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    private byte[]? _utf8;
    private JsonElement? _root;
    private JsonNode? _node;

    /// <param name="utf8">Well-formed JSON.</param>
    public JsonText(byte[] utf8) => _utf8 = utf8;

    private JsonText(JsonNode node) => _node = node;

    private JsonText(JsonElement root) => _root = root;

    /// <summary>An object without properties.</summary>
    public static JsonText Empty { get; } = new("{}"u8.ToArray());

    public ReadOnlyMemory<byte> Utf8 => _utf8 ??= Bytes(json =>
    {
        if (_root is { } root)
            root.WriteTo(json);
        else
            _node!.WriteTo(json);
    });

    /// <summary>The document, read in place.</summary>
    public JsonElement Root => _root ??= JsonElement.Parse(Utf8.Span, Deep);

    /// <summary>The document as a tree; null for JSON's null.</summary>
    public JsonNode? Node => _node ??= JsonNode.Parse(Utf8.Span, documentOptions: Deep);

    public bool IsObject => _node is null ? Utf8.Span is [(byte)'{', ..] : _node is JsonObject;

    public bool IsNull => _node is null && Utf8.Span is [(byte)'n', ..];

    public static JsonText Of(JsonNode? node) => node is null ? new JsonText("null"u8.ToArray()) : new JsonText(node);

    /// <param name="root">Of a document that lives as long as somebody has hold of it.</param>
    public static JsonText Of(JsonElement root) => new(root);

    /// <summary>What is written, which must be one JSON value.</summary>
    public static JsonText Write(Action<Utf8JsonWriter> write) => new(Bytes(write));

    /// <summary>Writes a node, which may be JSON's null.</summary>
    public static void WriteTo(Utf8JsonWriter json, JsonNode? node)
    {
        if (node is null)
            json.WriteNullValue();
        else
            node.WriteTo(json);
    }

    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    private static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        using var buffer = JsonBuffer.Rent();
        write(buffer.Json);
        return buffer.Written.ToArray();
    }
}
