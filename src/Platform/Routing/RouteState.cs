using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>Where one route stands in a revision.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Percent">At <see cref="Stage.Canary"/> the share of cohorts on the new side, 0 to 100; else 0.</param>
public sealed record RouteState(Stage Stage, double Percent = 0)
{
    /// <summary>Cohort keys that are on the new side whatever their bucket, at <see cref="Stage.Canary"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<string> Users { get; init; } = [];

    /// <summary>Groups whose members are on the new side whatever their bucket, at <see cref="Stage.Canary"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>The change of its writes' owner that is under way, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RouteHandover? Handover { get; init; }

    /// <summary>
    /// Whether the plan names no legacy side for the route, which then stands at <see cref="Stage.Retired"/> without having
    /// had one.
    /// </summary>
    [JsonIgnore]
    public bool IsNewOnly { get; private init; }

    /// <summary>Where every route begins that has a legacy side.</summary>
    public static RouteState Initial { get; } = new(Stage.Legacy);

    /// <summary>Where every route stands that has no legacy side: there is none to be given up any more.</summary>
    private static RouteState WithoutLegacy { get; } = new(Stage.Retired) { IsNewOnly = true };

    /// <summary>Returns where a route stands.</summary>
    /// <param name="route">The route.</param>
    /// <param name="states">Where the routes of a revision stand; null for none.</param>
    public static RouteState Of(RoutePlan route, IReadOnlyDictionary<string, RouteState>? states)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.HasLegacy ? states?.GetValueOrDefault(route.Id) ?? Initial : WithoutLegacy;
    }

    /// <summary>
    /// Returns whether a shift from here puts somebody on the new side who is not there, or ends the way back. In zone inside
    /// that takes a second person.
    /// </summary>
    public bool IsForwardTo(RouteState to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Stage switch
        {
            Stage.Legacy or Stage.Shadow => false,
            Stage.Retired => Stage != Stage.Retired,
            _ when Stage is Stage.New or Stage.Retired => false,
            Stage.New => true,
            // Users, groups and percentage count at canary only.
            _ when Stage != Stage.Canary => to.Percent > 0 || to.Users.Length + to.Groups.Length > 0,
            _ => to.Percent > Percent || to.Users.Except(Users).Any() || to.Groups.Except(Groups).Any(),
        };
    }

    /// <inheritdoc />
    public bool Equals(RouteState? other) =>
        other is not null && Stage == other.Stage && Percent.Equals(other.Percent)
        && Handover == other.Handover
        && Users.AsSpan().SequenceEqual(other.Users.AsSpan()) && Groups.AsSpan().SequenceEqual(other.Groups.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Stage, Percent, Users.Length, Groups.Length);

    /// <summary>As people write it: <c>canary 10 % + 2 users, 1 group</c>. Names nobody.</summary>
    public override string ToString() => Handover is { To: var to } ? $"{Standing}, handing over to {to}" : Standing;

    private string Standing => Stage switch
    {
        _ when IsNewOnly => "new only",
        Stage.Canary when Users.IsEmpty && Groups.IsEmpty => $"canary {Percent:0.##} %",
        Stage.Canary => $"canary {Percent:0.##} % + "
            + string.Join(", ", new[] { Count(Users, "user"), Count(Groups, "group") }.OfType<string>()),
        _ => Stage.ToString().ToLowerInvariant(),
    };

    private static string? Count(ImmutableArray<string> names, string word) =>
        names.Length switch { 0 => null, 1 => $"1 {word}", var n => $"{n} {word}s" };
}
