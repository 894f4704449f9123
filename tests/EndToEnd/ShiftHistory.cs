using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Hub.Platform.Routing;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// Where every route stood in each revision, by the shifts' answers; from it follows who had to answer a request.
/// </summary>
internal sealed class ShiftHistory
{
    private readonly Dictionary<long, ImmutableDictionary<string, (string Stage, double Percent)>> _revisions = [];
    private readonly List<(long Revision, long Answered)> _shifts = [];

    private ShiftHistory()
    {
    }

    public long Newest { get; private set; }

    /// <summary>Revisions shifted to, and when the shift's answer was there.</summary>
    public IReadOnlyList<(long Revision, long Answered)> Shifts => _shifts;

    public static async Task<ShiftHistory> BeginAsync(HubUnderTest node)
    {
        var routes = await node.GetAsync("/hub/api/routes");
        var history = new ShiftHistory { Newest = routes.GetProperty("revision").GetInt64() };
        history._revisions[history.Newest] = routes.GetProperty("routes").EnumerateArray()
            .ToImmutableDictionary(r => r.GetProperty("id").GetString()!, Read);
        return history;
    }

    /// <summary>Takes a shift's answer: the next revision.</summary>
    /// <returns>The revision.</returns>
    public long Add(JsonElement answer)
    {
        var (revision, answered) = (answer.GetProperty("revision").GetInt64(), Stopwatch.GetTimestamp());
        revision.ShouldBe(Newest + 1, "nobody else shifts");
        var route = answer.GetProperty("route").GetString()!;
        _revisions[revision] = _revisions[Newest].SetItem(route, Read(answer.GetProperty("to")));
        _shifts.Add((revision, answered));
        return Newest = revision;
    }

    /// <summary>The side that a revision names for a request.</summary>
    public string SideOf(Answer answer)
    {
        var (stage, percent) = _revisions[answer.Revision][answer.Route];
        var isNew = stage == "new"
            || (stage == "canary" && Allocation.Includes(percent, Allocation.Bucket(answer.Key, SeedOf(answer.Route))));
        return isNew ? "new" : "legacy";
    }

    private static string SeedOf(string route) => route == "products.get" ? "product" : ProbeSides.Seed;

    private static (string, double) Read(JsonElement state) =>
        (state.GetProperty("stage").GetString()!, state.GetProperty("percent").GetDouble());
}
