using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>Values as the judge compares them: numbers by their value, nothing and null as the empty text.</summary>
internal static class FieldText
{
    public static string Of(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "",
        JsonValueKind.Number => Of(decimal.Parse(value.ToJsonString(), NumberStyles.Float)),
        JsonValueKind.String => value.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    public static string Of(decimal value) => $"{value / 1.000000000000000000000000000000m}";
}
