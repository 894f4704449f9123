using Hub.Facade.Cutover;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Waves;

/// <summary>Tells how far the plan's waves are, and what keeps routes that are due or late from their stage.</summary>
internal sealed class WaveListing(CurrentRouting current, Shifts shifts, TimeProvider time)
{
    // Trying a shift asks its side and the store.
    private const int MostTried = 50;
    private const int AtOnce = 4;
    private const double ShareOfTrial = 10;

    /// <summary>Returns the waves: by their day, those without one last.</summary>
    /// <param name="asker">Who asks; a shift is tried in their name.</param>
    public async Task<IReadOnlyList<WaveView>> ListAsync(string asker)
    {
        var (snapshot, today) = (current.Snapshot, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var waves = snapshot.Plan.Capabilities
            .SelectMany(c => c.Waves.Select(w => View(snapshot, c, w, today)))
            .OrderBy(w => w.By ?? DateOnly.MaxValue).ThenBy(w => w.Capability, StringComparer.Ordinal).ThenBy(w => w.To).ToList();
        var blocked = new Dictionary<(string Route, Stage To), string?>();
        var tried = waves.Where(w => w.State is WaveView.Late or WaveView.Due)
            .SelectMany(w => w.Routes.Where(r => !r.IsThere).Select(r => (r.Route, w.To))).Distinct().Take(MostTried);
        foreach (var some in tried.Chunk(AtOnce))
            foreach (var (key, why) in await Task.WhenAll(some.Select(async k => (k, await FindObstacleAsync(k, asker)))))
                blocked[key] = why;
        return
        [
            .. waves.Select(w => w with
            {
                Routes = [.. w.Routes.Select(r => r with { Blocked = blocked.GetValueOrDefault((r.Route, w.To)) })],
            }),
        ];
    }

    private static WaveView View(RoutingSnapshot snapshot, CapabilityPlan capability, WavePlan wave, DateOnly today)
    {
        var to = Enum.Parse<Stage>(wave.To, ignoreCase: true);
        var routes = wave.Routes.Select(r => (Id: r, snapshot.State(r).Stage))
            .Select(r => new WaveRoute(r.Id, r.Stage, r.Stage >= to, Blocked: null)).ToList();
        return new(
            capability.Name, capability.Owner, to, wave.By,
            WaveView.StateOf(routes.TrueForAll(r => r.IsThere), wave.By, today), routes);
    }

    private async Task<string?> FindObstacleAsync((string Route, Stage To) wave, string asker)
    {
        var request = new ShiftRequest
        {
            Stage = wave.To, Percent = wave.To == Stage.Canary ? ShareOfTrial : null, Reason = "a wave of the plan",
        };
        var (trial, unknown) = await shifts.TryAsync(wave.Route, request, asker);
        return (trial?.Refused ?? unknown)?.Why ?? trial?.Verdict?.SecondPerson;
    }
}
