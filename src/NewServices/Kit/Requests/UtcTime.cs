using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.ServiceKit.Requests;

/// <summary>A time in UTC as RFC 3339 with <c>Z</c>; a time without a zone is not taken.</summary>
public sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc />
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // A DateTime, since only it tells whether there was a zone at all.
        var time = reader.GetDateTime();
        return time.Kind == DateTimeKind.Unspecified
            ? throw new JsonException("A time needs its zone.")
            : new DateTimeOffset(time).ToUniversalTime();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        (writer ?? throw new ArgumentNullException(nameof(writer))).WriteStringValue(
            value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}
