using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Hub.Platform.Routing;

/// <summary>
/// A route's flag in Microsoft's feature_management schema (v2.0.0), of which the hub uses: status, users, groups and
/// one percentile for variant <c>new</c>.
/// </summary>
/// <param name="Id">The route's id.</param>
/// <param name="Enabled">Always true: a route is never switched off, it is shifted.</param>
/// <param name="Variants"><c>legacy</c> and <c>new</c>.</param>
/// <param name="Allocation">Who gets which variant.</param>
public sealed record FlagDefinition(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("enabled")] bool Enabled,
    [property: JsonPropertyName("variants")] ImmutableArray<FlagVariant> Variants,
    [property: JsonPropertyName("allocation")] FlagAllocation Allocation)
{
    internal const string LegacyVariant = "legacy";
    internal const string NewVariant = "new";

    /// <summary>The flag of a route that stands at a state.</summary>
    /// <param name="route">The route's id.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="seed">The capability's seed; the route's id where it has no cohort.</param>
    public static FlagDefinition Of(string route, RouteState state, string? seed)
    {
        var onNew = state.Stage is Stage.New or Stage.Retired;
        var canary = state.Stage == Stage.Canary;
        return new FlagDefinition(route, Enabled: true, [new(LegacyVariant), new(NewVariant)], new FlagAllocation(
            onNew ? NewVariant : LegacyVariant,
            LegacyVariant,
            canary && !state.Users.IsEmpty ? [new(NewVariant, state.Users)] : [],
            canary && !state.Groups.IsEmpty ? [new(NewVariant, state.Groups)] : [],
            canary ? [new(NewVariant, 0, state.Percent)] : [],
            seed ?? route));
    }
}

/// <summary>A variant's name.</summary>
public sealed record FlagVariant([property: JsonPropertyName("name")] string Name);

/// <summary>Who gets which variant, tried in the order users, groups, percentiles.</summary>
public sealed record FlagAllocation(
    [property: JsonPropertyName("default_when_enabled")] string DefaultWhenEnabled,
    [property: JsonPropertyName("default_when_disabled")] string DefaultWhenDisabled,
    [property: JsonPropertyName("user")] ImmutableArray<UserAllocation> User,
    [property: JsonPropertyName("group")] ImmutableArray<GroupAllocation> Group,
    [property: JsonPropertyName("percentile")] ImmutableArray<PercentileAllocation> Percentile,
    [property: JsonPropertyName("seed")] string Seed);

/// <summary>Named users of a variant.</summary>
public sealed record UserAllocation(
    [property: JsonPropertyName("variant")] string Variant,
    [property: JsonPropertyName("users")] ImmutableArray<string> Users);

/// <summary>Named groups of a variant.</summary>
public sealed record GroupAllocation(
    [property: JsonPropertyName("variant")] string Variant,
    [property: JsonPropertyName("groups")] ImmutableArray<string> Groups);

/// <summary>A range of buckets of a variant: from inclusive, to exclusive but for 100.</summary>
public sealed record PercentileAllocation(
    [property: JsonPropertyName("variant")] string Variant,
    [property: JsonPropertyName("from")] double From,
    [property: JsonPropertyName("to")] double To);
