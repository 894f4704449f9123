using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Customers;

/// <summary>The contract as the log and changes carry it: strict, since a member we do not know would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Customer))]
internal sealed partial class CustomerJson : JsonSerializerContext;

/// <summary>A value by its own name; numbers are not taken.</summary>
internal sealed class OwnName<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
