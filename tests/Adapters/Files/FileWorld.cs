using System.Security.Cryptography;
using System.Text;
using Hub.Adapters.Changes;
using Hub.Adapters.Files;
using Hub.Adapters.Layouts;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Changes;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Adapters.Tests.Files;

/// <summary>A warehouse that drops files, read as sync reads them, with what the other side has and refuses.</summary>
internal sealed class FileWorld : TimeProvider, IChangeFates, IAsyncDisposable
{
    public const string Separated = """{ csv: ";", columns: [ITEM, QTY, ON, OP] }""";

    private readonly TemporaryFolder _folder;
    private readonly RunningAdapters _hub;
    private IChangeSource _source;
    private long _ahead;

    private FileWorld(TemporaryFolder folder, RunningAdapters hub)
    {
        (_folder, _hub) = (folder, hub);
        Directory.CreateDirectory(PathOf("in"));
        _source = NewSource();
    }

    public string Root => _folder.Path;

    public IChangeSource Source => _source;

    public string? Position { get; private set; }

    /// <summary>What the other side has, by key: quantity and date.</summary>
    public Dictionary<string, string> Applied { get; } = new(StringComparer.Ordinal);

    /// <summary>Why records were parked, by key.</summary>
    public Dictionary<string, string> Parked { get; } = new(StringComparer.Ordinal);

    /// <summary>Which records the other side refuses, and why.</summary>
    public Dictionary<string, ChangeFate> Refuses { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the other side takes nothing for now.</summary>
    public bool IsDown { get; set; }

    public int Told { get; private set; }

    public static async Task<FileWorld> StartAsync(
        string changes = "", string layout = Separated, StoreOptions? store = null)
    {
        var folder = new TemporaryFolder();
        var references = new PlanReferences(new Dictionary<string, string> { ["DROP"] = folder.Path });
        return new FileWorld(folder, await RunningAdapters.StartAsync(Bundle(changes, layout), references, store: store));
    }

    public T Service<T>()
        where T : notnull => _hub.Service<T>();

    public static PlanBundle Bundle(string changes, string layout, string folder = "${env:DROP}") => RunningAdapters.Bundle(
        ("capabilities/stock.yaml", """
            capability: stock
            owner: stock-team
            zone: outside
            pace: record
            access: anonymous
            sides: { legacy: "http://127.0.0.1:1" }
            routes: { stock.get: { match: "GET /api/stock/{id}" } }
            """),
        ("systems/warehouse.yaml", $$"""
            system: warehouse
            files: { folder: "{{folder}}" }
            layouts: { stock: {{layout}} }
            mappings:
              stock:
                id: { from: ITEM, prefix: "S-" }
                quantity: { from: QTY, number: { decimal: ",", group: "." } }
                on: { from: ON, date: dd.MM.yyyy }
            entities:
              stock:
                key: id
                changes: { files: in/stock-*.csv, layout: stock, every: 10ms, out: stock{{Beside(changes)}} }
            """));

    public string PathOf(params IEnumerable<string> parts) => Path.Combine([Root, .. parts]);

    public void Drop(string name, string text) => Drop(name, Encoding.UTF8.GetBytes(text));

    public void Drop(string name, byte[] bytes) => File.WriteAllBytes(PathOf("in", name), bytes);

    public void DropWhole(string name, string text)
    {
        Drop(name, text);
        Drop($"{name}.sha256", $"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}  {name}\n");
        Drop($"{name}.done", "");
    }

    /// <summary>Lets the files settle, reads all, applies it, and has the fates told.</summary>
    public async Task ReadAsync()
    {
        Pass(TimeSpan.FromSeconds(1));
        await ReadPageAsync(1000);
        Pass(TimeSpan.FromMinutes(1));
        while (await ReadPageAsync(1000))
        {
        }

        Pass(TimeSpan.FromSeconds(1));
        await ReadPageAsync(1000);
    }

    public async Task<bool> ReadPageAsync(int limit)
    {
        var changes = await _source.ReadAsync(Position, limit, CancellationToken.None);
        foreach (var change in changes)
            Apply(change);
        return changes.Count > 0;
    }

    /// <summary>Another process reads on: what was kept in memory is gone.</summary>
    public void Restart() => _source = NewSource();

    public void Pass(TimeSpan time) => _ahead += time.Ticks;

    public IReadOnlyList<string> Names(string folder) => Directory.Exists(PathOf("in", folder))
        ? [.. Directory.EnumerateFiles(PathOf("in", folder)).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The lines of an answer behind its header.</summary>
    public string[] Answer(string folder, string name) =>
        File.ReadAllText(PathOf("in", folder, $"{name}.answer.csv")).Split("\r\n")[1..^1];

    public override long GetTimestamp() => System.GetTimestamp() + (_ahead * (TimestampFrequency / TimeSpan.TicksPerSecond));

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(_ahead);

    public Task<bool> AreHandledAsync(string side, string entity, long position) =>
        Task.FromResult(!IsDown && side == "adapter:warehouse" && entity == "stock" && long.Parse(Position ?? "0") >= position);

    public Task<IReadOnlyDictionary<string, ChangeFate>> FindAsync(
        string side, string entity, IReadOnlyCollection<string> keys) => Task.FromResult<IReadOnlyDictionary<string, ChangeFate>>(
        Refuses.Where(r => keys.Contains(r.Key)).ToDictionary());

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    private static string Beside(string changes) => changes.Length == 0 ? "" : $", {changes}";

    private void Apply(Change change)
    {
        (Position, Told) = (change.Position, Told + 1);
        if (change.Fault is { } fault)
            Parked[change.Key] = fault;
        else if (change.Kind == ChangeKind.Delete)
        {
            Applied.Remove(change.Key);
            Parked.Remove(change.Key);
        }
        else
        {
            Applied[change.Key] = $"{change.Content!["quantity"]} {change.Content["on"]}";
            Parked.Remove(change.Key);
        }
    }

    private FileChangeSource NewSource()
    {
        var adapter = _hub.Adapters.Find("warehouse")!;
        var entity = adapter.Definition.Entities[0];
        var (feed, store) = (entity.Files!, _hub.Service<HubStore>());
        var folder = new DropFolder("warehouse", feed, (FolderClient)adapter.Client, this);
        var places = new FilePlaces(folder, feed);
        var (snapshots, files) = (new Snapshots(store), new TakenFiles(store, this));
        return new FileChangeSource(
            "warehouse", entity, feed, folder, places,
            new FileAnswers(adapter.Side, "warehouse", entity, places, snapshots, files, this), snapshots, files, this,
            NullLogger<FileChangeSource>.Instance);
    }
}
