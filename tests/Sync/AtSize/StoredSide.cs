using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Dapper;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Tests.AtSize;

/// <summary>A side with many records in a database of its own; nobody works there but by <see cref="PlantAsync"/>.</summary>
internal sealed class StoredSide(Database database) : IChangeSource, IComparingTarget, IRecordListing
{
    private const int PageSize = 500;

    public IReadOnlyList<string> OwnFields { get; } = ["id"];

    /// <summary>Fills the table with records that say the same on each side, in another order of their members.</summary>
    public static async Task<StoredSide> FillAsync(Database database, int records, string content)
    {
        await database.MigrateAsync("side", "CREATE TABLE record (id TEXT NOT NULL PRIMARY KEY, content TEXT NOT NULL)");
        await database.WriteAsync((c, t) => c.ExecuteAsync(
            $"""
            INSERT INTO record (id, content)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {records})
            SELECT 'C-' || CAST(10000000 + i AS TEXT), replace(@content, '#', CAST(10000000 + i AS TEXT)) FROM n
            """,
            new { content },
            t,
            commandTimeout: 600));
        return new StoredSide(database);
    }

    public Task PlantAsync(string key, string content) => database.WriteAsync((c, t) => c.ExecuteAsync(
        "UPDATE record SET content = @content WHERE id = @key", new { key, content }, t));

    public Task LoseAsync(string key) =>
        database.WriteAsync((c, t) => c.ExecuteAsync("DELETE FROM record WHERE id = @key", new { key }, t));

    public async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = ""; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await database.ReadAsync(async c => (await c.QueryAsync<(string Id, string Content)>(
                "SELECT id, content FROM record WHERE id > @after ORDER BY id LIMIT @limit",
                new { after, limit = PageSize })).AsList());
            if (page.Count == 0)
                yield break;
            after = page[^1].Id;
            yield return [.. page.Select(r => new ListedRecord(r.Id, JsonNode.Parse(r.Content)!.AsObject()))];
        }
    }

    public async Task<ApplyResult> ReviseAsync(string key, RecordComparison comparison, CancellationToken cancellation)
    {
        var content = await database.ReadAsync(c =>
            c.ExecuteScalarAsync<string?>("SELECT content FROM record WHERE id = @key", new { key }));
        comparison.Decide(content is null ? null : JsonNode.Parse(content)!.AsObject(), null).Act.ShouldBe(TargetAct.Keep);
        return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
    }

    public Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Change>>([]);

    public Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<(IReadOnlyList<Change>, bool)>(([], true));

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);

    public Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation) =>
        throw new InvalidOperationException("A comparison applies nothing.");

    public Task<ApplyResult> ApplyAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation) =>
        throw new InvalidOperationException("A comparison applies nothing.");
}
