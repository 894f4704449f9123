using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>A converter of the user's own.</summary>
/// <param name="Name">As the plan names it.</param>
/// <param name="Own">The converter.</param>
internal sealed record OwnConverter(string Name, IValueConverter Own) : IConverter
{
    public JsonNode? ToContract(JsonNode legacy) => Run(Own.ToContract, legacy);

    public JsonNode? ToLegacy(JsonNode contract) => Run(Own.ToLegacy, contract);

    private JsonNode? Run(Func<JsonNode, JsonNode?> convert, JsonNode value)
    {
        try
        {
            return convert(value.DeepClone());
        }
        catch (FormatException e)
        {
            throw new ConversionException(new ValueFault($"cannot be converted by {Name}") { Said = e.Message });
        }
#pragma warning disable CA1031 // It is somebody else's code, and may throw anything; one value is at fault, not the hub.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new ConversionException($"cannot be converted: {Name} failed with {e.GetType().Name}");
        }
    }
}
