using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Orders;

/// <summary>The contract as the log and changes carry it: strict, since a member we do not know would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;

/// <summary>A status by its name in the contract; numbers are not taken.</summary>
internal sealed class OrderStatusName()
    : JsonStringEnumConverter<OrderStatus>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

/// <summary>A time in UTC as RFC 3339 with <c>Z</c>; a time without a zone is not taken.</summary>
internal sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // A DateTime, since only it tells whether there was a zone at all.
        var time = reader.GetDateTime();
        return time.Kind == DateTimeKind.Unspecified
            ? throw new JsonException("A time needs its zone.")
            : new DateTimeOffset(time).ToUniversalTime();
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
}
