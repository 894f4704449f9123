using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Invoices;

/// <summary>The contract as changes carry it: strict, since a member we do not know would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(InvoicePage))]
internal sealed partial class InvoiceJson : JsonSerializerContext;

/// <summary>A status by its name in the contract; numbers are not taken.</summary>
internal sealed class InvoiceStatusName()
    : JsonStringEnumConverter<InvoiceStatus>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
