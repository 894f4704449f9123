using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.ServiceKit.Requests;

/// <summary>Finds values of an enumeration by their exact names in the contract.</summary>
/// <typeparam name="T">The enumeration, whose converter names the values.</typeparam>
internal static class ContractName<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> Values =
        Enum.GetValues<T>().ToDictionary(v => JsonSerializer.SerializeToElement(v).GetString()!, StringComparer.Ordinal);

    /// <summary>Every name: <c>open or closed</c>.</summary>
    public static string All { get; } = string.Join(" or ", Values.Keys);

    /// <summary>Returns a value by its name, or null.</summary>
    public static T? Find(string name) => Values.TryGetValue(name, out var value) ? value : null;
}

/// <summary>Writes a value of an enumeration by its name in the contract, in camel case; numbers are not taken.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class ContractNameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
