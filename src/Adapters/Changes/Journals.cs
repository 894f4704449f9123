using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Adapters.Sql.Journals;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// How far each journal of a system's tables was read. Whoever reads keeps what it read together with the place it stands at
/// then, and only where nobody else has done so meanwhile: what is kept of a record is never replaced by an older reading.
/// </summary>
internal sealed class Journals(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<Journals>();
    private static readonly TimeSpan FillLease = TimeSpan.FromSeconds(30);

    private readonly string _process = Guid.NewGuid().ToString("N");

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter_journal", Sql);

    /// <summary>How far a journal was read; null before the first reading.</summary>
    public Task<JournalState?> FindAsync(string system, string entity) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<JournalState>(Sql["Find"], new { system, entity }));

    /// <summary>Returns a name for who reads: one at a time reads all records, and another one once it is gone.</summary>
    public string NewReader() => $"{_process}.{Guid.NewGuid():N}";

    /// <summary>Whether another process reads all records just now.</summary>
    public bool IsFilledElsewhere(JournalState? state) => state is { State: JournalState.Filling }
        && state.FilledBy?.StartsWith(_process, StringComparison.Ordinal) != true && state.FilledUntil >= Now;

    /// <summary>Begins to read all records; false where another process does.</summary>
    /// <param name="system">The system.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="by">Who reads.</param>
    /// <param name="signature">What the journal looks like.</param>
    /// <param name="begun">Where its reading begins afterwards.</param>
    /// <param name="reason">Why, where records were read before; else null.</param>
    public async Task<bool> BeginFillAsync(
        string system, string entity, string by, string signature, (JournalPlace Anchor, JournalPlace Start) begun,
        string? reason) =>
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["BeginFill"], new
        {
            system,
            entity,
            signature,
            number = begun.Start.Number,
            id = begun.Start.Id,
            anchorNumber = begun.Anchor.Number,
            anchorId = begun.Anchor.Id,
            reason,
            by,
            process = $"{_process}%",
            until = Until,
            now = Now,
        }, t)) == 1;

    /// <summary>Returns what keeps records that are read one after the other, as long as nobody else reads them.</summary>
    public SnapshotGuard Filling(string system, string entity, string by) => async (c, t) =>
        Check(await c.ExecuteAsync(Sql["Fill"], new { system, entity, by, until = Until }, t), entity);

    /// <summary>Says that all records are still being read.</summary>
    public Task RenewFillAsync(string system, string entity, string by) => store.Database.WriteAsync(async (c, t) =>
    {
        await Filling(system, entity, by)(c, t);
        return true;
    });

    /// <summary>All records were read.</summary>
    public Task EndFillAsync(string system, string entity, string by) => store.Database.WriteAsync(async (c, t) =>
    {
        Check(await c.ExecuteAsync(Sql["EndFill"], new { system, entity, by }, t), entity);
        return true;
    });

    /// <summary>Returns what keeps the records of a page of the journal, and its place, where nobody was faster.</summary>
    public static SnapshotGuard Advancing(
        string system, string entity, JournalState state, JournalPlace passed, JournalPlace anchor) => async (c, t) => Check(
        await c.ExecuteAsync(Sql["Advance"], new
        {
            system,
            entity,
            turn = state.Turn,
            number = passed.Number,
            id = passed.Id,
            anchorNumber = anchor.Number,
            anchorId = anchor.Id,
        }, t),
        entity);

    /// <summary>Keeps what the journal looks like now, where nothing was missed.</summary>
    public Task KeepSignatureAsync(string system, string entity, string signature) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["KeepSignature"], new { system, entity, signature }, t));

    /// <summary>The journal has lost the place it was read to.</summary>
    public Task LoseAsync(string system, string entity, string reason) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Lose"], new { system, entity, reason }, t));

    /// <summary>
    /// Keeps which tables are journaled, beside those that were before, so that it can be undone when the plan does not name them
    /// any more.
    /// </summary>
    public async Task KeepShapeAsync(string system, JournalShape shape)
    {
        var all = await FindShapeAsync(system, shape.Entity) is { } before ? shape.With(before) : shape;
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["KeepShape"], new { system, entity = shape.Entity, shape = JsonSerializer.Serialize(all.Tables) }, t));
    }

    /// <summary>Which tables are journaled; null where none ever were.</summary>
    public async Task<JournalShape?> FindShapeAsync(string system, string entity) =>
        await store.Database.ReadAsync(c => c.ExecuteScalarAsync<string?>(Sql["FindShape"], new { system, entity })) is { } shape
            ? new JournalShape(entity, [.. JsonSerializer.Deserialize<JournaledTable[]>(shape)!])
            : null;

    /// <summary>Nothing is journaled any more.</summary>
    public Task ForgetShapeAsync(string system, string entity) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["ForgetShape"], new { system, entity }, t));

    private long Now => Microseconds.Of(time.GetUtcNow());

    private long Until => Microseconds.Of(time.GetUtcNow() + FillLease);

    private static void Check(int rows, string entity)
    {
        if (rows != 1)
            throw new ChangeTargetUnavailableException(
                $"another process has read changes of {entity} meanwhile; they are read again from where it stands");
    }
}

/// <summary>How far a journal was read.</summary>
/// <param name="State">One of the states below.</param>
/// <param name="Turn">Grows with every step.</param>
/// <param name="Signature">What the journal looked like when reading began.</param>
/// <param name="Number">The place behind which it is read on.</param>
/// <param name="Id">The same.</param>
/// <param name="AnchorNumber">A row that stays as long as nobody deletes rows but the hub.</param>
/// <param name="AnchorId">The same.</param>
/// <param name="Reason">Why all records are read again, or null.</param>
/// <param name="FilledBy">Who reads all records.</param>
/// <param name="FilledUntil">Until when that is believed, in microseconds since 1970.</param>
internal sealed record JournalState(
    string State, long Turn, string Signature, long Number, string Id, long AnchorNumber, string AnchorId, string? Reason,
    string? FilledBy, long FilledUntil)
{
    /// <summary>All records are read; then the journal is from where it stood before.</summary>
    public const string Filling = "filling";

    /// <summary>All records were read, and since then the journal is.</summary>
    public const string Reading = "reading";

    /// <summary>Changes may be missing from the journal.</summary>
    public const string Lost = "lost";

    public JournalPlace Passed => new(Number, Id);

    public JournalPlace Anchor => new(AnchorNumber, AnchorId);
}
