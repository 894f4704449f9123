using System.Data.Common;
using System.Globalization;
using Hub.Adapters.Changes;
using Hub.Adapters.Serving;
using Hub.Adapters.Slots;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Changes;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>Reads a database's changes as sync does, keeping its position and what the other side has.</summary>
internal sealed class CaptureWorld : TimeProvider, IAsyncDisposable
{
    private readonly RunningAdapters _hub;
    private readonly Journals _journals;
    private IChangeSource _source;
    private string? _position;
    private long _ahead;

    private CaptureWorld(ISqlUnderTest database, RunningAdapters hub)
    {
        (Database, _hub) = (database, hub);
        _journals = new Journals(hub.Service<HubStore>(), this);
        _source = NewSource();
    }

    public ISqlUnderTest Database { get; }

    public RunningAdapters Hub => _hub;

    public IChangeSource Source => _source;

    /// <summary>What the other side has: amount and number of parts by key.</summary>
    public Dictionary<string, string> Applied { get; } = new(StringComparer.Ordinal);

    /// <summary>How many changes were told since the test last looked.</summary>
    public int Told { get; set; }

    public static async Task<CaptureWorld> StartAsync(
        ISqlUnderTest database, string changes, StoreOptions? store = null, string? tables = null,
        string? others = null, string? owner = null)
    {
        await ExecuteAsync(database, tables ?? Things.Tables);
        var references = new PlanReferences(new Dictionary<string, string>
        {
            ["SHOP"] = database.Connection, ["SHOP_OWNER"] = owner ?? database.Connection,
        });
        var hub = await RunningAdapters.StartAsync(Things.Bundle(database, changes, others), references, store: store);
        return new CaptureWorld(database, hub);
    }

    public static async Task ExecuteAsync(ISqlUnderTest database, string sql)
    {
        await using var connection = await database.OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    public static async Task ExecuteAsync(DbConnection connection, string sql, DbTransaction? transaction = null)
    {
        await using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        await command.ExecuteNonQueryAsync();
    }

    public Task ExecuteAsync(string sql) => ExecuteAsync(Database, sql);

    public Task<CaptureInstallation?> InstallAsync() => InstallAsync("things");

    public Task<CaptureInstallation?> InstallAsync(string entity) =>
        _hub.Service<ICaptureInstaller>().InstallAsync("adapter:shop", entity, CancellationToken.None);

    /// <summary>What is committed, as the other side should have it.</summary>
    public async Task<Dictionary<string, string>> CommittedAsync()
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT t.no, t.amt, (SELECT count(*) FROM part p WHERE p.no = t.no) FROM thing t";
        var committed = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            committed[$"T-{reader.GetValue(0)}"] = $"{reader.GetValue(1)} {reader.GetValue(2)}";
        return committed;
    }

    /// <summary>Fails unless the other side has what is committed.</summary>
    public async Task CheckAsync(string? when = null) =>
        // Sorted, as Shouldly seeks each record among all others where their order is ignored.
        InOrder(Applied).ShouldBe(InOrder(await CommittedAsync()), when);

    public async Task<long> AskAsync(string sql)
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task<IReadOnlyList<string>> ListAsync(string sql)
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var listed = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            listed.Add(reader.GetString(0));
        return listed;
    }

    /// <summary>Reads once, as far as the window has room.</summary>
    public async Task ReadAsync(int limit) => Apply(await _source.ReadAsync(_position, limit, CancellationToken.None));

    /// <summary>Reads until the source says that this is all there was when the reading began.</summary>
    public async Task ReadToEndAsync(int limit = 1000)
    {
        for (var isAll = false; !isAll;)
        {
            (var changes, isAll) = await _source.ReadToEndAsync(_position, limit, CancellationToken.None);
            Apply(changes);
            Pass(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Another process reads on: what was kept in memory is gone.</summary>
    public void Restart() => _source = NewSource();

    public void Pass(TimeSpan time) => _ahead += time.Ticks;

    public override long GetTimestamp() => System.GetTimestamp() + (_ahead * (TimestampFrequency / TimeSpan.TicksPerSecond));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(_ahead);

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await Database.DisposeAsync();
    }

    private void Apply(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            change.Fault.ShouldBeNull();
            if (change.Kind == ChangeKind.Delete)
                Applied.Remove(change.Key);
            else
                Applied[change.Key] = $"{change.Content!["amount"]} {change.Content["parts"]}";
            _position = change.Position;
        }

        Told += changes.Count;
    }

    /// <summary>Returns a source as a process makes it that has just begun.</summary>
    public IChangeSource NewSource(bool anotherProcess = false)
    {
        var adapter = _hub.Adapters.Find("shop")!;
        var entity = adapter.Definition.Entities[0];
        var (calls, store) = (adapter.BackgroundCalls, _hub.Service<HubStore>());
        return entity switch
        {
            { Modified: { } modified } => new ModifiedChangeSource(entity, modified, calls, new Modifications(store), this),
            { Snapshot: { Journal: { } feed } snapshot } => new JournalChangeSource(
                entity, snapshot, calls,
                feed.IsReplicated
                    ? _hub.Service<SlotReaders>().Of("shop", (SqlClient)adapter.Client, feed.Shape)
                    : new Journal((SqlClient)adapter.Client, ((SqlClient)adapter.Client).Provider.Journal!, feed.Shape),
                new Snapshots(store), anotherProcess ? new Journals(store, this) : _journals, _hub.Service<JournalSizes>(), this,
                NullLogger<JournalChangeSource>.Instance),
            { Snapshot: { } snapshot } => new SnapshotChangeSource(entity, snapshot, calls, new Snapshots(store), this),
            _ => throw new InvalidOperationException("The plan says no changes."),
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> InOrder(Dictionary<string, string> records) =>
        records.OrderBy(r => r.Key, StringComparer.Ordinal);
}
