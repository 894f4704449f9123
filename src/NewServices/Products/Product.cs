using System.Text.Json.Serialization;

namespace Hub.Products;

/// <summary>A product as the capability's public contract shows it.</summary>
internal sealed record Product(
    string Id,
    string Description,
    string Unit,
    decimal Price,
    bool Active,
    DateOnly ListedOn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Remark = null);

/// <summary>The contract as changes carry it: strict, since a member we do not know would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Product))]
internal sealed partial class ProductJson : JsonSerializerContext;
