using System.Collections.Immutable;
using System.Text.Json;

namespace Hub.Platform.Routing;

/// <summary>One immutable version of the whole routing state.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="PlanHash">The plan it belongs to.</param>
/// <param name="States">Where every route stands.</param>
/// <param name="Author">Who made it: a token's name.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When, by the store's node.</param>
/// <param name="Hash">SHA-256 over all of this and the hash before it, lower-case hexadecimal.</param>
/// <param name="Approver">The second person who approved it, where that was needed.</param>
public sealed record Revision(
    long Number,
    string PlanHash,
    ImmutableSortedDictionary<string, RouteState> States,
    string Author,
    string Reason,
    DateTimeOffset At,
    string Hash,
    string? Approver = null)
{
    internal static string Write(IReadOnlyDictionary<string, RouteState> states) => JsonSerializer.Serialize(
        states.OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal),
        JsonSerializerOptions.Web);

    internal static ImmutableSortedDictionary<string, RouteState> Read(string json) =>
        JsonSerializer.Deserialize<Dictionary<string, RouteState>>(json, JsonSerializerOptions.Web)!
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
}
