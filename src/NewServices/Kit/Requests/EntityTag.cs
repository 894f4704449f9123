using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Hub.ServiceKit.Requests;

/// <summary>
/// Strong entity tags (RFC 9110, 8.8.3) made of a record's contract JSON and of nothing else, so that both sides give
/// the same content the same tag and one read before a shift holds after it.
/// </summary>
public static class EntityTag
{
    private const int Length = 16;
    private const string LeftOut = "externalReference";
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1000 };
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The tag of a record, quotes included: SHA-256 over its canonical form, the first 16 bytes as base64url. Canonical
    /// means members sorted by ordinal name, numbers by their value (0 and 0.00 agree), no white space. The root's
    /// <c>externalReference</c> is left out: who made a record is no part of what it says.
    /// </summary>
    public static string Of(JsonElement content)
    {
        using var canonical = new MemoryStream();
        using (var writer = new Utf8JsonWriter(canonical, Plain))
            Write(writer, content, root: true);
        var hash = SHA256.HashData(canonical.GetBuffer().AsSpan(0, (int)canonical.Length));
        return $"\"{Convert.ToBase64String(hash, 0, Length).TrimEnd('=').Replace('+', '-').Replace('/', '_')}\"";
    }

    /// <inheritdoc cref="Of(JsonElement)"/>
    public static string Of(JsonNode content) => Of(JsonSerializer.SerializeToElement(content, Deep));

    /// <summary>
    /// Whether <c>If-Match</c> holds (RFC 9110, 13.1.1): it is not there,
    /// it is <c>*</c>, or it lists the tag, by strong comparison.
    /// </summary>
    /// <param name="ifMatch">The header's values; none when it is not there.</param>
    /// <param name="current">The tag of the record that exists.</param>
    public static bool Holds(StringValues ifMatch, string current) => ifMatch.Count == 0 || Lists(ifMatch, current, strong: true);

    /// <summary>
    /// Whether <c>If-None-Match</c> (RFC 9110, 13.1.2) says that the caller has this representation already: it lists the
    /// tag, by weak comparison, or is <c>*</c>. The answer to a read is then 304.
    /// </summary>
    /// <param name="ifNoneMatch">The header's values; none when it is not there.</param>
    /// <param name="current">The tag of the record that exists.</param>
    public static bool IsKnown(StringValues ifNoneMatch, string current) => Lists(ifNoneMatch, current, strong: false);

    private static bool Lists(StringValues header, string current, bool strong) =>
        EntityTagHeaderValue.TryParseList([.. header.Select(v => v ?? "")], out var tags)
        && tags.Any(t => t.Tag == "*" || (t.Tag == current && !(strong && t.IsWeak)));

    private static void Write(Utf8JsonWriter writer, JsonElement value, bool root = false)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var fields = value.EnumerateObject().Where(f => !root || f.Name != LeftOut);
                foreach (var field in fields.OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var entry in value.EnumerateArray())
                    Write(writer, entry);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(Canonical(value.GetRawText()));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    // Digits without zeros at either end, and the power of ten they stand at: 1200, 1200.0 and 1.2e3 are 12e2.
    private static string Canonical(string number)
    {
        var e = number.AsSpan().IndexOfAny('e', 'E');
        var power = e < 0
            ? BigInteger.Zero
            : BigInteger.Parse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = (e < 0 ? number : number[..e]).TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        if (digits.Trim('0').Length == 0)
            return "0";
        power -= point < 0 ? 0 : mantissa.Length - point - 1;
        var significant = digits.TrimEnd('0');
        return $"{(number[0] == '-' ? "-" : "")}{significant}e{power + digits.Length - significant.Length}";
    }
}
