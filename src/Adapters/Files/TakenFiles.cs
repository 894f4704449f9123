using Dapper;
using Hub.Adapters.Changes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Files;

/// <summary>
/// The files that were taken, known by what is in them, and of each its rows until their fates are told. Where a reading was
/// interrupted it goes on behind the last row that was kept with its change.
/// </summary>
internal sealed class TakenFiles(HubStore store, TimeProvider time)
{
    private const int RowsAtOnce = 500;
    private static readonly SqlFile Sql = SqlFile.Of<TakenFiles>();

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter_file", Sql);

    /// <summary>Returns the files whose fate is not told yet, the oldest first.</summary>
    public async Task<IReadOnlyList<TakenFile>> OpenAsync(string system, string entity) =>
        [
            .. (await store.Database.ReadAsync(c => c.QueryAsync<TakenFile>(Sql["Open"], new { system, entity })))
                .Select(f => f with { Reason = store.Records.Open(f.Reason) }),
        ];

    /// <summary>Returns the files that were refused, the newest first.</summary>
    public async Task<IReadOnlyList<TakenFile>> RefusedAsync(string system, string entity, int limit) =>
        [
            .. (await store.Database.ReadAsync(
                c => c.QueryAsync<TakenFile>(Sql["Refused"], new { system, entity, limit })))
                .Select(f => f with { Reason = store.Records.Open(f.Reason) }),
        ];

    /// <summary>Returns the last file with a content; null where none was read.</summary>
    public Task<TakenFile?> FindContentAsync(string system, string entity, string hash) => store.Database.ReadAsync(
        c => c.QuerySingleOrDefaultAsync<TakenFile>(Sql["FindContent"], new { system, entity, hash }));

    /// <summary>Takes a file, to be read or as one that is refused; null where another process reads one.</summary>
    public Task<long?> TakeAsync(string system, string entity, string name, string placed, string hash, string? reason) =>
        store.Database.WriteAsync((c, t) => c.ExecuteScalarAsync<long?>(
            Sql["Take"],
            new
            {
                system, entity, name, placed, hash, state = reason is null ? TakenFile.Reading : TakenFile.Refused,
                reason = store.Records.Close(reason), now = Microseconds.Of(time.GetUtcNow()),
            },
            t));

    /// <summary>Keeps rows that were read with what they change; throws where another process was faster.</summary>
    public SnapshotGuard Advancing(
        string system, string entity, long number, long from, long to, IReadOnlyList<TakenRow> rows) => async (c, t) =>
    {
        if (await c.ExecuteAsync(Sql["Advance"], new { system, entity, number, from, to }, t) == 0)
            throw new FileOvertakenException();
        await c.ExecuteAsync(
            Sql["AddRow"],
            rows.Select(r => new
            {
                system, entity, number, r.Line, r.RecordKey, r.HasKey, r.Hash, Fault = store.Records.Close(r.Fault),
            }),
            t);
    };

    /// <summary>Returns rows of a file that were read before, of some records.</summary>
    public async Task<ILookup<string, TakenRow>> FindRowsAsync(string system, string entity, long number, string[] keys) =>
        (await store.Database.ReadAsync(c => c.QueryAsync<TakenRow>(Sql["FindRows", c], new { system, entity, number, keys })))
            .ToLookup(r => r.RecordKey, StringComparer.Ordinal);

    /// <summary>Returns the rows of a file, page by page.</summary>
    public async IAsyncEnumerable<IReadOnlyList<TakenRow>> RowsAsync(string system, string entity, long number)
    {
        var after = -1L;
        while (true)
        {
            IReadOnlyList<TakenRow> page =
            [
                .. (await store.Database.ReadAsync(c => c.QueryAsync<TakenRow>(
                    Sql["Rows"], new { system, entity, number, after, limit = RowsAtOnce })))
                    .Select(r => r with { Fault = store.Records.Open(r.Fault) }),
            ];
            if (page.Count == 0)
                yield break;
            yield return page;
            after = page[^1].Line;
        }
    }

    /// <summary>Whether a file has rows of which nobody knows whose they are.</summary>
    public async Task<bool> HasRowsWithoutKeyAsync(string system, string entity, long number) =>
        await store.Database.ReadAsync(
            c => c.ExecuteScalarAsync<long>(Sql["CountWithoutKey"], new { system, entity, number })) > 0;

    /// <summary>Returns how many records are known, and how many of them a file lacks.</summary>
    public Task<(long Known, long Missing)> CountMissingAsync(string system, string entity, long number) =>
        store.Database.ReadAsync(async c => (
            await c.ExecuteScalarAsync<long>(Sql["CountLive"], new { system, entity }),
            await c.ExecuteScalarAsync<long>(Sql["CountMissing"], new { system, entity, number })));

    /// <summary>Returns records that a file lacks, behind one of them.</summary>
    public async Task<IReadOnlyList<SnapshotRecord>> MissingAsync(string system, string entity, long number, long after) =>
        [
            .. await store.Database.ReadAsync(c => c.QueryAsync<SnapshotRecord>(
                Sql["Missing"], new { system, entity, number, after, limit = RowsAtOnce })),
        ];

    /// <summary>Notes that a file was read to its end, or why it was not.</summary>
    public Task EndAsync(string system, string entity, long number, long last, string? reason) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["End"],
            new
            {
                system, entity, number, last, state = reason is null ? TakenFile.Read : TakenFile.Refused,
                reason = store.Records.Close(reason),
            },
            t));

    /// <summary>Notes that a file lies where it is put away.</summary>
    public Task MoveAsync(string system, string entity, long number) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Move"], new { system, entity, number }, t));

    /// <summary>Notes that the fates of a file's rows are told, and forgets the rows.</summary>
    public Task TellAsync(string system, string entity, long number) => store.Database.WriteAsync(async (c, t) =>
    {
        await c.ExecuteAsync(Sql["ForgetRows"], new { system, entity, number }, t);
        return await c.ExecuteAsync(Sql["Tell"], new { system, entity, number }, t);
    });

    /// <summary>Forgets files that were taken before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));
}

/// <summary>Another process has read on in a file.</summary>
internal sealed class FileOvertakenException() : Exception("another process has read on in the file");
