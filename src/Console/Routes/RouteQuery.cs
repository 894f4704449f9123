using Hub.Console.Asking;
using Hub.Console.Pages;

namespace Hub.Console.Routes;

/// <summary>Which routes are listed, and how they are grouped.</summary>
/// <param name="Search">Words that a route's id, match, owner, zone, pace, wave or sides must hold; empty for all.</param>
/// <param name="Stage">The stage that they stand at; empty for all.</param>
/// <param name="Group">What they are grouped by, one of <see cref="Groups"/>; another word for nothing.</param>
public sealed record RouteQuery(string Search, string Stage, string Group)
{
    /// <summary>What a list can be grouped by.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["capability", "stage", "zone", "pace", "owner", "wave"];

    /// <summary>Returns the routes asked for, group by group in the order of their names.</summary>
    /// <param name="routes">All routes.</param>
    /// <param name="most">How many are wanted, from the first on.</param>
    public IEnumerable<IGrouping<string, ListedRoute>> Of(IEnumerable<ListedRoute> routes, int most = int.MaxValue) => routes
        .Where(IsAskedFor)
        .OrderBy(KeyOf, StringComparer.Ordinal)
        .Take(most)
        .GroupBy(KeyOf, StringComparer.Ordinal);

    private bool IsAskedFor(ListedRoute route) =>
        (Stage.Length == 0 || Figures.StageOf(route) == Stage)
        && Search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            TextOf(route).Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string TextOf(ListedRoute route) => string.Join(
        ' ', route.Id, route.Match, route.Capability, route.Owner, route.Zone, route.Pace,
        route.Wave is null ? "" : Words.Of(route.Wave),
        route.Sides.Legacy.Name, route.Sides.New?.Name);

    private string KeyOf(ListedRoute route) => Group switch
    {
        "capability" => route.Capability,
        "zone" => route.Zone,
        "pace" => route.Pace,
        "wave" => Words.Of(route.Wave),
        "owner" => route.Owner,
        "stage" => Figures.StageOf(route),
        _ => "",
    };
}
