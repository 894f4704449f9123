using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Hub.Sync.Bonds;

/// <summary>A field that both sides changed, each to another value.</summary>
/// <param name="Path">Where it stands: <c>address.city</c>.</param>
/// <param name="Base">What both last agreed on; null when there was none.</param>
/// <param name="Arriving">The value that the change carries.</param>
/// <param name="Standing">The value that the target holds.</param>
internal sealed record FieldConflict(string Path, JsonNode? Base, JsonNode? Arriving, JsonNode? Standing);

/// <summary>Merges two contents that came from one, field by field: objects by member, a list is one value.</summary>
internal static class ThreeWayMerge
{
    /// <summary>
    /// Returns the merge, in which <paramref name="arrivingWins"/> decides on the fields that both changed, and those fields.
    /// </summary>
    public static (JsonObject Merged, ImmutableArray<FieldConflict> Conflicts) Of(
        JsonObject @base, JsonObject arriving, JsonObject standing, bool arrivingWins)
    {
        var conflicts = ImmutableArray.CreateBuilder<FieldConflict>();
        return (Merge(@base, arriving, standing, arrivingWins, "", conflicts), conflicts.ToImmutable());
    }

    private static JsonObject Merge(
        JsonObject? @base, JsonObject arriving, JsonObject standing, bool arrivingWins, string at,
        ImmutableArray<FieldConflict>.Builder conflicts)
    {
        var merged = new JsonObject();
        foreach (var name in ContractJson.Names(standing, arriving))
        {
            var (before, mine, theirs) = (@base?[name], arriving[name], standing[name]);
            if (mine is JsonObject a && theirs is JsonObject b && !ContractJson.AreSame(a, b))
            {
                merged[name] = Merge(before as JsonObject, a, b, arrivingWins, $"{at}{name}.", conflicts);
                continue;
            }

            if (Takes(before, mine, theirs) is not { } takesArriving)
            {
                conflicts.Add(new FieldConflict(at + name, before?.DeepClone(), mine?.DeepClone(), theirs?.DeepClone()));
                takesArriving = arrivingWins;
            }

            // Where both say the same, null is kept where the other one leaves the field out: a contract may want it.
            var from = takesArriving || (!standing.ContainsKey(name) && ContractJson.AreSame(mine, theirs)) ? arriving : standing;
            if (from.ContainsKey(name))
                merged[name] = from[name]?.DeepClone();
        }

        return merged;
    }

    /// <returns>Whether the arriving value is taken; null where both sides changed it.</returns>
    private static bool? Takes(JsonNode? before, JsonNode? arriving, JsonNode? standing) =>
        ContractJson.AreSame(arriving, standing) || ContractJson.AreSame(before, arriving) ? false
        : ContractJson.AreSame(before, standing) ? true
        : null;
}
