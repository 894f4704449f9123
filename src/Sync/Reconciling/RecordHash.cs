using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Sync.Reconciling;

/// <summary>
/// 16 bytes that stand for a key or a content: the first ones of SHA-256. Contents that <c>ContractJson</c> takes for the same
/// have the same hash: numbers by value, null and absent alike, members in any order.
/// </summary>
internal readonly record struct RecordHash(ulong High, ulong Low)
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };


    /// <summary>Returns the hash of a key.</summary>
    public static RecordHash OfKey(string key) => Of(Encoding.UTF8.GetBytes(key));

    /// <summary>Returns the hash of a content without some members of the root; of no content, one of its own.</summary>
    public static RecordHash Of(JsonObject? content, IReadOnlyCollection<string> without)
    {
        if (content is null)
            return default;
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            Write(writer, content, without);
        return Of(buffer.WrittenSpan);
    }

    /// <inheritdoc />
    public override string ToString() => $"{High:x16}{Low:x16}";

    private static RecordHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new RecordHash(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node, IReadOnlyCollection<string> without)
    {
        switch (node)
        {
            case JsonObject parent:
                writer.WriteStartObject();
                var members = parent.Where(m => m.Value is not null && !without.Contains(m.Key));
                foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value, []);
                }

                writer.WriteEndObject();
                break;
            case JsonArray list:
                writer.WriteStartArray();
                foreach (var entry in list)
                    Write(writer, entry, []);
                writer.WriteEndArray();
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                writer.WriteRawValue(Canonical(value.ToJsonString()), skipInputValidation: true);
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    // 1, 1.0 and 1.00 are one number. What a decimal does not hold exactly stands as it is: at worst it is looked at again.
    private static string Canonical(string number) =>
        number.Length <= 28 && decimal.TryParse(number, Digits, CultureInfo.InvariantCulture, out var value)
            ? (value / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
            : number;
}
