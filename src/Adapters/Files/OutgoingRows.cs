using System.Text.Json;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Files;

/// <summary>
/// The rows that are to be written into files: of each record the newest, until it is in one. A file is made by one process at a
/// time, and the store knows how far it is.
/// </summary>
internal sealed class OutgoingRows(HubStore store, TimeProvider time)
{
    /// <summary>Nothing is being written.</summary>
    public const string None = "none";

    /// <summary>A file is being written under a name of its own; what there is of it does not count.</summary>
    public const string Writing = "writing";

    /// <summary>The file is complete, and gets its name next.</summary>
    public const string Complete = "complete";

    private const int LinesAtOnce = 500;
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);
    private static readonly SqlFile Sql = SqlFile.Of<OutgoingRows>();
    private readonly string _by = Guid.NewGuid().ToString("N");

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter_outgoing", Sql);

    /// <summary>Keeps a record's row for the next file; false where this version of it or a later one was kept before.</summary>
    public Task<bool> PutAsync(string system, string entity, string key, long version, IReadOnlyDictionary<string, string> row) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            var number = await c.ExecuteScalarAsync<long>(Sql["Number"], new { system, entity }, t);
            var line = store.Records.Close(JsonSerializer.Serialize(row));
            return await c.ExecuteAsync(
                Sql["Put"], new { system, entity, key, version, number, line, now = Microseconds.Of(time.GetUtcNow()) }, t) > 0;
        });

    /// <summary>Takes or keeps the right to make files; null where another process has it, or nothing was ever kept.</summary>
    public async Task<OutgoingFile?> HoldAsync(string system, string entity)
    {
        var now = time.GetUtcNow();
        return await store.Database.WriteAsync((c, t) => c.QuerySingleOrDefaultAsync<OutgoingFile>(
            Sql["Hold"],
            new { system, entity, by = _by, now = Microseconds.Of(now), until = Microseconds.Of(now + Held) }, t));
    }

    /// <summary>Whether a file was begun and has no name yet.</summary>
    public async Task<bool> IsUnderWayAsync(string system, string entity) => await store.Database.ReadAsync(
        c => c.ExecuteScalarAsync<string?>(Sql["State"], new { system, entity })) is not (null or None);

    /// <summary>Returns how many rows wait for a file, and for how long the first has.</summary>
    public async Task<(long Rows, TimeSpan Since)> WaitingAsync(string system, string entity)
    {
        var (rows, since) = await store.Database.ReadAsync(
            c => c.QuerySingleAsync<(long, long?)>(Sql["Waiting"], new { system, entity }));
        return (rows, since is { } at ? time.GetUtcNow() - Microseconds.ToTime(at) : TimeSpan.Zero);
    }

    /// <summary>Returns how many rows are in no file yet, and when the last file got its name.</summary>
    public async Task<PendingDelivery> FindPendingAsync(string system, string entity)
    {
        var (rows, at) = await store.Database.ReadAsync(
            c => c.QuerySingleAsync<(long, long?)>(Sql["Pending"], new { system, entity }));
        return new PendingDelivery(rows, at is { } written ? Microseconds.ToTime(written) : null);
    }

    /// <summary>Begins a file with the rows that have waited longest; returns its number.</summary>
    public Task<long?> BeginAsync(string system, string entity, int batch) => store.Database.WriteAsync(async (c, t) =>
    {
        var file = await c.ExecuteScalarAsync<long?>(Sql["Begin"], new { system, entity, by = _by }, t);
        if (file is not null)
            await c.ExecuteAsync(Sql["Assign"], new { system, entity, file, batch }, t);
        return file;
    });

    /// <summary>Returns the rows of a file in the order in which they were kept.</summary>
    public async IAsyncEnumerable<IReadOnlyDictionary<string, string>> RowsAsync(string system, string entity, long file)
    {
        var after = 0L;
        while (true)
        {
            var page = (await store.Database.ReadAsync(c => c.QueryAsync<(long Number, string Line)>(
                Sql["Lines"], new { system, entity, file, after, limit = LinesAtOnce }))).AsList();
            if (page.Count == 0)
                yield break;
            foreach (var (number, line) in page)
            {
                yield return JsonSerializer.Deserialize<Dictionary<string, string>>(store.Records.Open(line)!)!;
                after = number;
            }
        }
    }

    /// <summary>Notes that a file is complete under its own name; false where another process has taken over.</summary>
    public async Task<bool> CompleteAsync(string system, string entity, long file) => await store.Database.WriteAsync(
        (c, t) => c.ExecuteAsync(Sql["Complete"], new { system, entity, file, by = _by }, t)) > 0;

    /// <summary>Notes that a file has its name, and forgets its rows.</summary>
    public Task EndAsync(string system, string entity, long file) => store.Database.WriteAsync(async (c, t) =>
    {
        await c.ExecuteAsync(Sql["Forget"], new { system, entity, file }, t);
        return await c.ExecuteAsync(
            Sql["End"], new { system, entity, file, by = _by, now = Microseconds.Of(time.GetUtcNow()) }, t);
    });
}

/// <summary>How far the making of files is.</summary>
/// <param name="Number">The last file that was begun.</param>
/// <param name="State">How far that is.</param>
internal sealed record OutgoingFile(long Number, string State);
