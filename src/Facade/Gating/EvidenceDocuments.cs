using Dapper;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Gating;

/// <summary>
/// Reads what gates read as a document, and keeps it by its hash where somebody acts on it: what was read then is not what is
/// counted a second later.
/// </summary>
internal sealed class EvidenceDocuments(GateJudge judge, HubStore store, TimeProvider time, IRehearsals? rehearsals = null)
{
    private static readonly SqlFile Sql = SqlFile.Of<EvidenceDocuments>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("evidence-documents", Sql);

    /// <summary>
    /// Returns what the gates before a shift read now, or in zone inside, without a gate, what a second person signs; null where
    /// there is neither gate nor evidence.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<GateReading?> ReadAsync(RouteShift shift)
    {
        var judged = await judge.JudgeAsync(shift);
        if (judged.Count == 0 && shift is { IsForward: true, Route.Capability.Zone: Zone.Inside }
            && await judge.JudgeAsync(shift.Served, shift.Route) is { Known.Counts.Compared: > 0 } known)
            judged = [known with { Verdicts = [] }];
        return judged.Count == 0
            ? null
            : EvidenceDocument.Of(shift.Served, shift, judged, await WaysBackAsync(), time.GetUtcNow());
    }

    /// <summary>Returns what all gates of a route read now.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<GateReading> ReadAsync(RoutingSnapshot served, RoutePlan route) => EvidenceDocument.Of(
        served, shift: null, [await judge.JudgeAsync(served, route)], await WaysBackAsync(), time.GetUtcNow());

    /// <summary>Keeps a document for whoever asks for it by its hash.</summary>
    public Task KeepAsync(string route, GateReading reading) => store.Database.WriteAsync((c, t) => c.ExecuteAsync(
        Sql["Keep"],
        new { hash = reading.Hash, route, now = Microseconds.Of(time.GetUtcNow()), document = reading.Document }, t));

    /// <summary>Returns a document of a route that was kept, or null.</summary>
    public Task<string?> FindAsync(string route, string hash) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string>(Sql["Find"], new { hash, route }));

    private async Task<IReadOnlyDictionary<string, RollbackVerdict>> WaysBackAsync() =>
        rehearsals is null ? new Dictionary<string, RollbackVerdict>() : await rehearsals.ListAsync();
}
