using System.Text.Json.Nodes;

namespace Hub.Adapters;

/// <summary>
/// The two forms of one value, in an assembly of your own, where the mapping's notation is not enough:
/// <c>rating: { from: SCORE, converter: "My.Converters:My.Converters.Rating" }</c>. A public class with a constructor
/// without parameters; one instance serves all calls at once. What is written must be read back the same.
/// </summary>
public interface IValueConverter
{
    /// <summary>The contract's form of a value.</summary>
    /// <param name="legacy">The value as the system has it, after <c>trim</c> and the like; never null.</param>
    /// <returns>The value in the contract, or null.</returns>
    /// <exception cref="FormatException">It has none; the message is told nobody, as it may hold the value.</exception>
    JsonNode? ToContract(JsonNode legacy);

    /// <summary>The system's form of a value.</summary>
    /// <param name="contract">The value as the contract has it; never null.</param>
    /// <returns>The value for the system, or null.</returns>
    /// <exception cref="FormatException">
    /// It has none; the message is told the caller, behind the value's path, and nobody else.
    /// </exception>
    JsonNode? ToLegacy(JsonNode contract);
}
