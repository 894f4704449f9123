using System.Buffers.Text;
using System.Text.Json;
using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>Values of answers.</summary>
internal sealed partial class SimpleValue
{
    /// <summary>
    /// Reads a value from an answer. A schema's own facets are not checked: what a system of record holds is what it holds. What
    /// lies beyond XML Schema's type is: nobody else could read it as that.
    /// An empty element where a number, a flag or a date belongs is common in the field and means null.
    /// </summary>
    /// <param name="text">What stands in the XML.</param>
    /// <param name="json">Where the value goes.</param>
    /// <param name="lenient">Whether a value beyond its type is taken as it stands.</param>
    /// <exception cref="MalformedDocumentException">The text cannot be such a value.</exception>
    public void Read(string text, Utf8JsonWriter json, bool lenient = false)
    {
        if (Form == JsonForm.List)
        {
            json.WriteStartArray();
            foreach (var entry in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                Item!.Read(entry, json, lenient);
            json.WriteEndArray();
            return;
        }

        var value = _code switch
        {
            XmlTypeCode.String => text,
            XmlTypeCode.NormalizedString => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' '),
            XmlTypeCode.Base64Binary => Joined("", text),
            _ => Joined(" ", text),
        };
        if (!lenient && value.Length > 0 && !IsOfType(value))
            throw Malformed();
        if (_code == XmlTypeCode.Date)
            value = WithoutZone(value);
        if ((Form == JsonForm.Text && (value.Length > 0 || !IsMoment))
            || (Form == JsonForm.Float && IsInfinite(value)))
            json.WriteStringValue(value);
        else if (value.Length == 0)
            json.WriteNullValue();
        else if (Form == JsonForm.Boolean && value is "true" or "1" or "false" or "0")
            json.WriteBooleanValue(value is "true" or "1");
        else if (Form == JsonForm.Boolean || !XmlNumber.Write(value, exponent: Form == JsonForm.Float, json))
            throw Malformed();
    }

    // A full date of RFC 3339, which is what is published, has none; Java's and .NET's serializers write one with each date.
    private static string WithoutZone(string date)
    {
        const int length = 10;
        return date.Length > length && date[length] is ('Z' or '+' or '-') ? date[..length] : date;
    }

    /// <summary>Whether two texts are the same value.</summary>
    public bool IsSame(string one, string other) =>
        one == other
        || JsonElement.DeepEquals(Json(one), Json(other));

    private JsonElement Json(string text) => JsonText.Write(json => Read(text, json, lenient: true)).Root;

    // What cannot be read at all is found behind this.
    private bool IsOfType(string value) => _code switch
    {
        XmlTypeCode.Float or XmlTypeCode.Double => XmlNumber.IsFloat(value, single: _code == XmlTypeCode.Float),
        >= XmlTypeCode.Integer and <= XmlTypeCode.PositiveInteger => XmlNumber.IsWhole(value, _least, _most),
        XmlTypeCode.Base64Binary => Base64.IsValid(value),
        XmlTypeCode.HexBinary => value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit),
        _ => !IsMoment || XmlMoment.Is(_code, value),
    };
}
