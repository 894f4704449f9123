using System.Globalization;
using Dapper;
using Hub.Platform.Changes;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Streams;

namespace Hub.Sync.Fates;

/// <summary>Tells a side what became of the changes that were read from it, by what the store keeps of its streams.</summary>
internal sealed class ChangeFates(CurrentRouting routing, StreamPositions positions, HubStore store) : IChangeFates
{
    private static readonly SqlFile Sql = SqlFile.Of<ChangeFates>();

    public async Task<bool> AreHandledAsync(string side, string entity, long position)
    {
        var streams = StreamsOf(side, entity);
        var standings = await positions.StandingsAsync();
        return streams.Count > 0 && streams.TrueForAll(s =>
            long.TryParse(
                standings.GetValueOrDefault(s.Id)?.Position, NumberStyles.None, CultureInfo.InvariantCulture, out var handled)
            && handled >= position);
    }

    public async Task<IReadOnlyDictionary<string, ChangeFate>> FindAsync(
        string side, string entity, IReadOnlyCollection<string> keys)
    {
        var fates = new Dictionary<string, ChangeFate>(StringComparer.Ordinal);
        var streams = StreamsOf(side, entity);
        if (streams.Count == 0 || keys.Count == 0)
            return fates;
        var sought = new { streams = streams.Select(s => s.Id).ToArray(), keys = keys.ToArray() };
        // A later word counts more: what is parked is not there, whatever else is known of it.
        foreach (var (legacyKey, newKey) in await store.Database.ReadAsync(
            c => c.QueryAsync<(string, string)>(Sql["Conflicts", c], sought)))
            fates[streams[0].Origin == Side.Legacy ? legacyKey : newKey] =
                new ChangeFate(ChangeFate.Conflict, "both sides changed the record, and a person says which value stands");
        foreach (var (key, parent, parentKey) in await store.Database.ReadAsync(
            c => c.QueryAsync<(string, string, string)>(Sql["Waiting", c], sought)))
            fates[key] = new ChangeFate(ChangeFate.Waiting, $"until {parentKey} of {parent} is on the other side");
        foreach (var (key, reason) in await store.Database.ReadAsync(
            c => c.QueryAsync<(string, string)>(Sql["Parked", c], sought)))
            fates[key] = new ChangeFate(ChangeFate.Refused, store.Records.Open(reason));
        return fates;
    }

    // A copy has no say, unless there are only copies.
    private List<SyncStream> StreamsOf(string side, string entity)
    {
        var streams = SyncStream.Of(routing.Snapshot.Plan).Where(s => s.From == side && s.Entity == entity).ToList();
        return streams.Exists(s => !s.IsCopy) ? streams.FindAll(s => !s.IsCopy) : streams;
    }
}
