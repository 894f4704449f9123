using System.Text.Json;

namespace Hub.Platform.Identity.Persons;

/// <summary>What an issuer said of a person in the claim that the plan's grants go by.</summary>
/// <param name="Name">The claim.</param>
/// <param name="Values">Its values.</param>
public sealed record IssuedClaim(string Name, IReadOnlyList<string> Values)
{
    /// <summary>Returns the values as they are stored.</summary>
    public string Write() => JsonSerializer.Serialize(Values);

    /// <summary>Returns a claim as it is stored; null for a person who has not come since claims are stored.</summary>
    public static IssuedClaim? Of(string? name, string? values) => name is null || values is null
        ? null
        : new(name, JsonSerializer.Deserialize<IReadOnlyList<string>>(values) ?? []);
}
