using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>Turns one value from its legacy form into its contract form and back.</summary>
internal interface IConverter
{
    /// <exception cref="ConversionException">There is no contract form of this value.</exception>
    JsonNode? ToContract(JsonNode legacy);

    /// <exception cref="ConversionException">There is no legacy form of this value.</exception>
    JsonNode? ToLegacy(JsonNode contract);
}

/// <summary>A value has no other form; the message says why and is shown behind the value's path.</summary>
internal sealed class ConversionException(ValueFault fault) : Exception(fault.ToString())
{
    private const int ShownLength = 40;

    /// <param name="rule">Why it has none.</param>
    /// <param name="shown">The value as messages show it; null where the rule says enough.</param>
    public ConversionException(string rule, string? shown = null)
        : this(new ValueFault(rule, shown))
    {
    }

    public ValueFault Fault => fault;

    /// <summary>A value as messages show it.</summary>
    public static string Shown(string text) => text.Length <= ShownLength ? $"'{text}'" : $"'{text[..ShownLength]}…'";

    /// <summary>A single value's text.</summary>
    /// <exception cref="ConversionException">It is an object or a list.</exception>
    public static string TextOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Object or JsonValueKind.Array => throw new ConversionException("must be a single value"),
        _ => value.ToJsonString(),
    };
}
