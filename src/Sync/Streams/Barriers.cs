using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Streams;

/// <summary>
/// The barriers of the streams: a number that is raised, and that a stream's reader passes once all is handled that its
/// source held when it next read. It tells what is behind without comparing clocks or positions.
/// </summary>
internal sealed class Barriers(HubStore store)
{
    /// <summary>The store's channel on which an entity's name says that its barriers were raised.</summary>
    public const string Channel = "barrier";

    private static readonly SqlFile Sql = SqlFile.Of<Barriers>();

    /// <summary>Tells of an entity whose barriers this process has raised.</summary>
    public event Action<string>? Raised;

    /// <summary>
    /// Raises the barriers of an entity's streams to one number, above every one before; 0 where none was read yet.
    /// </summary>
    public async Task<long> RaiseAsync(string entity, IReadOnlyList<string> streams)
    {
        var raised = await store.Database.WriteAsync(async (c, t) =>
        {
            var number = 0L;
            foreach (var stream in streams)
                number = Math.Max(number, await c.ExecuteScalarAsync<long?>(Sql["Raise"], new { stream }, t) ?? 0);
            foreach (var stream in streams)
                await c.ExecuteAsync(Sql["Level"], new { stream, number }, t);
            await store.Database.SignalAsync(c, t, Channel, entity);
            return number;
        });
        Raised?.Invoke(entity);
        return raised;
    }

    /// <summary>Returns the barrier that a stream has yet to pass, or 0.</summary>
    public Task<long> FindAsync(string stream) =>
        store.Database.ReadAsync(async c => await c.ExecuteScalarAsync<long?>(Sql["Find"], new { stream }) ?? 0);

    /// <summary>Says that a stream has passed a barrier; not where another process has taken the stream.</summary>
    /// <returns>False where another one has.</returns>
    public async Task<bool> PassAsync(StreamLease lease, long number) => await store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Pass"], new { stream = lease.Stream, epoch = lease.Epoch, number }, t)) > 0;

    /// <summary>The last barrier that each stream has passed, and how its reading goes; nothing parked is counted.</summary>
    public async Task<IReadOnlyDictionary<string, StreamStanding>> StandingsAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<StreamStanding>(Sql["Standings"])))
            .ToDictionary(s => s.Stream, StringComparer.Ordinal);
}
