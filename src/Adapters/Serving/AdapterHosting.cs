using Hub.Adapters.Changes;
using Hub.Adapters.Files;
using Hub.Adapters.Layouts;
using Hub.Adapters.Slots;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Changes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Serving;

/// <summary>Registers every wrapped system at the doors: as a side, and as source and target of changes.</summary>
internal sealed class AdapterHosting(
    CurrentRouting routing,
    SystemAdapters adapters,
    ResourceEndpoint endpoint,
    HostedSides sides,
    ChangeParties parties,
    UnsettledCreates unsettled,
    Snapshots snapshots,
    Modifications modifications,
    Journals journals,
    JournalSizes sizes,
    SlotReaders slots,
    SlotRows slotRows,
    TakenFiles files,
    OutgoingRows outgoing,
    FileDeliveries deliveries,
    FileTelemetry fileTelemetry,
    IEnumerable<IChangeFates> fates,
    CursorSeal cursors,
    SystemHealth health,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedService
{
    private readonly Lock _one = new();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await unsettled.MigrateAsync();
        await snapshots.MigrateAsync();
        await modifications.MigrateAsync();
        await journals.MigrateAsync();
        await slotRows.MigrateAsync();
        await files.MigrateAsync();
        await outgoing.MigrateAsync();
        await cursors.LoadAsync();
        routing.Changed += OnChanged;
        Serve(routing.Snapshot);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        routing.Changed -= OnChanged;
        await slots.DisposeAsync();
        await adapters.CloseAsync();
    }

    private void OnChanged(RoutingSnapshot snapshot, bool planChanged)
    {
        if (planChanged)
            Serve(snapshot);
    }

    private void Serve(RoutingSnapshot snapshot)
    {
        lock (_one)
        {
            adapters.Serve(snapshot.Plan);
            slots.Serve(adapters.All.SelectMany(Replicated));
            foreach (var adapter in adapters.All)
            {
                var name = adapter.Definition.Name;
                // The side finds its adapter per request, so one registration serves every plan to come.
                if (sides.Find(adapter.Side) is null)
                    sides.Register(
                        adapter.Side,
                        context => endpoint.AnswerAsync(name, context),
                        cancellation => health.FindProblemAsync(name, cancellation));
                foreach (var entity in adapter.Definition.Entities)
                    Register(adapter, entity);
            }
        }
    }

    private void Register(SystemAdapter adapter, EntityDefinition entity)
    {
        if (entity.Changes is { } changes)
            parties.Register(adapter.Side, entity.Name, new SystemChangeSource(entity, changes, adapter.BackgroundCalls, time));
        if (entity.Modified is { } modified)
            parties.Register(
                adapter.Side,
                entity.Name,
                new ModifiedChangeSource(entity, modified, adapter.BackgroundCalls, modifications, time));
        if (entity.Snapshot is { } snapshot)
            parties.Register(adapter.Side, entity.Name, Source(adapter, entity, snapshot));
        if (entity.Files is { } dropped && adapter.Client is FolderClient folder)
            parties.Register(adapter.Side, entity.Name, Source(adapter, entity, dropped, folder));
        if (entity.Write is { } write && adapter.Client is FolderClient outside)
            parties.Register(
                adapter.Side, entity.Name,
                new FileChangeTarget(
                    adapter.Definition.Name, entity, write,
                    deliveries.Serve(adapter.Definition.Name, entity.Name, write, outside), outgoing));
        if (entity.Create is { } create)
            parties.Register(
                adapter.Side, entity.Name, new SystemChangeTarget(entity, create, adapter.BackgroundCalls, unsettled, time));
    }

    private static IEnumerable<(string, SqlClient, IReadOnlyList<JournalShape>)> Replicated(SystemAdapter adapter)
    {
        var shapes = adapter.Definition.Entities.Select(e => e.Snapshot?.Journal).OfType<JournalFeed>()
            .Where(j => j.IsReplicated).Select(j => j.Shape).ToList();
        return adapter.Client is SqlClient client && shapes.Count > 0 ? [(adapter.Definition.Name, client, shapes)] : [];
    }

    private IChangeSource Source(SystemAdapter adapter, EntityDefinition entity, SnapshotFeed snapshot) =>
        snapshot.Journal is { } feed && adapter.Client is SqlClient client && JournalOf(adapter, client, feed) is { } journal
            ? new JournalChangeSource(
                entity, snapshot, adapter.BackgroundCalls, journal, snapshots, journals, sizes, time,
                loggers.CreateLogger<JournalChangeSource>())
            : new SnapshotChangeSource(entity, snapshot, adapter.BackgroundCalls, snapshots, time);

    private FileChangeSource Source(SystemAdapter adapter, EntityDefinition entity, FileFeed feed, FolderClient client)
    {
        var system = adapter.Definition.Name;
        var folder = new DropFolder(system, feed, client, time);
        var places = new FilePlaces(folder, feed);
        return new FileChangeSource(
            system, entity, feed, folder, places,
            new FileAnswers(adapter.Side, system, entity, places, snapshots, files, fates.FirstOrDefault()),
            snapshots, files, time, loggers.CreateLogger<FileChangeSource>(),
            fileTelemetry);
    }

    private IJournal? JournalOf(SystemAdapter adapter, SqlClient client, JournalFeed feed) =>
        feed.IsReplicated ? slots.Of(adapter.Definition.Name, client, feed.Shape)
        : client.Provider.Journal is { } words ? new Journal(client, words, feed.Shape)
        : null;
}
