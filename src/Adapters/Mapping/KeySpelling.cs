using System.Text.Json.Nodes;
using Hub.Soap.Shapes;
using static Hub.Adapters.Mapping.ConversionException;

namespace Hub.Adapters.Mapping;

/// <summary>
/// A record has one key in the contract. Another spelling that the system would take for the same one (<c>O-03001</c>, a blank
/// behind it) is not found, as on a side that holds keys as texts.
/// </summary>
internal static class KeySpelling
{
    /// <param name="binding">How the key reaches the system.</param>
    /// <param name="given">The key in the contract.</param>
    /// <param name="legacy">The key as the system gets it.</param>
    /// <exception cref="ConversionException">Read back it would be another text.</exception>
    public static void Check(ValueBinding binding, JsonNode given, JsonNode legacy)
    {
        if (binding.Converters.IsEmpty)
        {
            CheckNumber(binding, TextOf(given));
            return;
        }

        if (!binding.Converters.All(c => c is Prefix or Padding or Trimming or Zeros or LetterCase
            or Range or MinLength))
            return;
        var text = TextOf(legacy);
        var back = binding.OfNumber && XmlNumber.ToJson(text, exponent: false) is { } number ? number : legacy;
        foreach (var converter in binding.Converters)
            back = converter.ToContract(back)!;
        if (TextOf(back) != TextOf(given))
            throw new ConversionException($"is written {Shown(TextOf(back))}", Shown(TextOf(given)));
    }

    // 017 and +17 are the number 17 to a system, and other keys to a side that holds keys as texts.
    private static void CheckNumber(ValueBinding binding, string text)
    {
        if (binding.OfNumber && XmlNumber.ToJson(text.Trim(), exponent: true)?.ToJsonString() is { } number && number != text)
            throw new ConversionException($"is written '{number}'", Shown(text));
    }
}
