using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.Platform.Routing;
using Hub.Sync.Bonds;
using Hub.Sync.Conflicts;

namespace Hub.Sync.Resolving;

/// <summary>What a resolved conflict's record is to hold, in the keys of one side.</summary>
/// <param name="Wanted">The fields of the root with the values to be set; null where the record is to be deleted.</param>
/// <param name="Known">Contents as they were when the conflict was found; another value means that somebody wrote since.</param>
internal sealed record Resolution(JsonObject? Wanted, ImmutableArray<JsonObject?> Known)
{
    /// <summary>What a person decided; null where only one side has the record and the other cannot be given it.</summary>
    public static Resolution? Of(Conflict conflict, ResolveRequest request)
    {
        var (legacy, @new) = (conflict.Legacy, conflict.New);
        if (legacy is null || @new is null)
            return (request.Use == "legacy" && legacy is null) || (request.Use == "new" && @new is null)
                ? new Resolution(null, [legacy, @new])
                : null;
        var merged = conflict.Base is { } @base
            ? ThreeWayMerge.Of(@base, legacy, @new, arrivingWins: request.Use == "legacy").Merged
            : request.Use == "legacy" ? legacy : @new;
        // Where the rule has decided, both sides went on from there: only what was in conflict is set.
        var fields = conflict.Stands is not null
            ? conflict.Paths.Select(path => path.Split('.')[0]).Distinct(StringComparer.Ordinal)
            : ContractJson.Names(legacy, @new)
                .Where(n => !ContractJson.AreSame(merged[n], legacy[n]) || !ContractJson.AreSame(merged[n], @new[n]));
        var wanted = new JsonObject(fields.ToList().Select(n => KeyValuePair.Create(n, merged[n]?.DeepClone())));
        foreach (var (name, value) in request.Content ?? [])
            wanted[name] = value?.DeepClone();
        return new Resolution(wanted, [legacy, @new]);
    }

    /// <summary>The record with the values set; null where somebody has written others since the conflict was found.</summary>
    public JsonObject? Apply(JsonObject current)
    {
        var changed = current.DeepClone().AsObject();
        foreach (var (name, value) in Wanted!)
        {
            if (!Known.Append(Wanted).Any(known => ContractJson.AreSame(known?[name], current[name])))
                return null;
            changed[name] = value?.DeepClone();
            // A field that neither side had is left out again, as a contract may not take null.
            if (value is null && !current.ContainsKey(name))
                changed.Remove(name);
            else if (value is null && !Known.Any(known => known?.ContainsKey(name) == true && known[name] is null))
                changed.Remove(name);
        }

        return changed;
    }
}
