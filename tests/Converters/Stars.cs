using System.Text.Json.Nodes;
using Hub.Adapters;

namespace Acme.Converters;

/// <summary>Three stars are 3.</summary>
public sealed class Stars : IValueConverter
{
    public JsonNode? ToContract(JsonNode legacy) => JsonValue.Create(legacy.ToString().Length);

    public JsonNode? ToLegacy(JsonNode contract) => int.TryParse(contract.ToString(), out var count) && count is >= 0 and <= 5
        ? JsonValue.Create(new string('*', count))
        : throw new FormatException("is not from 0 to 5");
}

/// <summary>Fails where a careful one would not.</summary>
public sealed class Careless : IValueConverter
{
    public JsonNode? ToContract(JsonNode legacy) => JsonValue.Create(legacy.ToString()[100]);

    public JsonNode? ToLegacy(JsonNode contract) => throw new InvalidOperationException($"secret {contract}");
}

/// <summary>Cannot be made.</summary>
public sealed class Needy(string need) : IValueConverter
{
    public JsonNode? ToContract(JsonNode legacy) => JsonValue.Create(need);

    public JsonNode? ToLegacy(JsonNode contract) => contract;
}

/// <summary>Is none.</summary>
public sealed class Other;
