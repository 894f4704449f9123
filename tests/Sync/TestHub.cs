using Dapper;
using Hub.Platform.Changes;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Hub.Platform.Links;
using Hub.Platform.Messaging;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Hub.Sync.Applying;
using Hub.Sync.Bonds;
using Hub.Sync.Conflicts;
using Hub.Sync.Feeding;
using Hub.Sync.Parking;
using Hub.Sync.Reconciling;
using Hub.Sync.Running;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Tests;

/// <summary>
/// A hub that only syncs, on a real store and a real bus; it can be stopped, killed, and started again on the same store.
/// </summary>
internal sealed class TestHub : IAsyncDisposable
{
    private static readonly PlanLocation At = new("capabilities/orders.yaml", 1);
    private readonly WebApplication _host;
    private readonly Database _database;
    private readonly TcpDoor? _broker;

    private TestHub(WebApplication host, Database database, TcpDoor? broker, TestLog log) =>
        (_host, _database, _broker, Log) = (host, database, broker, log.Lines);

    /// <summary>What it has logged.</summary>
    public IReadOnlyCollection<string> Log { get; }

    public ChangeParties Parties => _host.Services.GetRequiredService<ChangeParties>();

    public IdentityMap Identities => _host.Services.GetRequiredService<IdentityMap>();

    public ParkedChanges Parked => _host.Services.GetRequiredService<ParkedChanges>();

    public Replay Replay => _host.Services.GetRequiredService<Replay>();

    public WaitingChanges Waiting => _host.Services.GetRequiredService<WaitingChanges>();

    public ConflictStore Conflicts => _host.Services.GetRequiredService<ConflictStore>();

    public IRehearsals Rehearsals => _host.Services.GetRequiredService<IRehearsals>();

    public AuditLog Audit => _host.Services.GetRequiredService<AuditLog>();

    public KeptSizes Kept => _host.Services.GetRequiredService<KeptSizes>();

    public JobBoard Jobs => _host.Services.GetRequiredService<JobBoard>();

    public IChangeFates Fates => _host.Services.GetRequiredService<IChangeFates>();

    public Reconciliation Whole => _host.Services.GetRequiredService<Reconciliation>();

    public ILinks Links => _host.Services.GetRequiredService<ILinks>();

    public BondStore Bonds => _host.Services.GetRequiredService<BondStore>();

    public FeedLog Feed => _host.Services.GetRequiredService<FeedLog>();

    public FeedWatch FeedWatch => _host.Services.GetRequiredService<FeedWatch>();

    public HubStore Store => _host.Services.GetRequiredService<HubStore>();

    public Inbox Inbox => _host.Services.GetRequiredService<Inbox>();

    public HttpClient Client() => new() { BaseAddress = new Uri(_host.Urls.Single()) };

    public StreamLeases Leases => _host.Services.GetRequiredService<StreamLeases>();

    public StreamPositions Positions => _host.Services.GetRequiredService<StreamPositions>();

    /// <summary>Whether it has not been told to stop.</summary>
    public bool IsOpen => _host.Services.GetRequiredService<ServedStreams>().IsOpen;

    public int Running => _host.Services.GetRequiredService<RunningStreams>().All.Count();

    public Task ForgetPositionsAsync() =>
        _database.WriteAsync((c, t) => c.ExecuteAsync("UPDATE sync_stream SET position = NULL, sequence = 0", transaction: t));

    /// <summary>The parked changes that a later one of their record has superseded.</summary>
    public async Task<IReadOnlyList<(string Key, long Version)>> SupersededAsync() =>
        [.. await _database.ReadAsync(c =>
            c.QueryAsync<(string, long)>("SELECT key, version FROM sync_settled WHERE outcome = 'superseded'"))];

    /// <summary>What the store looks like to a process that was not heard of for too long.</summary>
    public Task ExpireLeasesAsync() =>
        _database.WriteAsync((c, t) => c.ExecuteAsync("UPDATE sync_stream SET lease_until = 0", transaction: t));

    /// <summary>A link of any entity, between the ERP and a service of the entity's name.</summary>
    public static LinkPlan Linked(string entity, bool bothWays = false, params (string Parent, string Path)[] after) =>
        new(entity, SideName.Adapter("erp"), SideName.Service(entity), bothWays, [], At)
        {
            After = [.. after.Select(a => new LinkParent(a.Parent, a.Path, At))],
        };

    public static LinkPlan Link(bool bothWays = false, params string[] copies) =>
        new("orders", SideName.Adapter("erp"), SideName.Service("orders"), bothWays, [.. copies.Select(SideName.Parse)], At);

    public static MigrationPlan Plan(params LinkPlan[] links)
    {
        var text = string.Join(
            '\n', links.Select(l => $"{l.Entity} {l.BothWays} {string.Join(',', l.Copies)} {string.Join(',', l.After)}"));
        return new MigrationPlan(
            new PlanBundle([KeyValuePair.Create("plan.yaml", System.Text.Encoding.UTF8.GetBytes(text))]), false, [],
            [new SystemPlan("erp", SystemLimits.Default, PlanNode.Map(At, []))],
            [
                .. links.Select(l => new CapabilityPlan(
                    l.Entity, "team", Zone.Outside, new CohortPlan("customerId", [], "customer"), [], l, At)),
            ]);
    }

    public static async Task<TestHub> StartAsync(
        TestStores stores, FakeSystem? legacy, FakeSystem? service, LinkPlan? link = null, SyncOptions? options = null,
        FakeSystem? copy = null, TcpDoor? broker = null, MigrationPlan? plan = null, bool begins = true,
        bool jobs = false)
    {
        var database = stores.Open("hub");
        var log = new TestLog();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var records = new RecordSeal(() => RecordKeys.Load(stores.Data, isShared: false));
        builder.Services.AddSingleton(new HubStore(database) { Records = records });
        builder.Services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning));
        var address = broker is null ? null : RabbitMqAddress.Parse((await RabbitMqServer.SharedAsync()).AddressAt(broker.Port));
        builder.Services.AddMessaging(address).AddSync(options ?? Quick);
        if (jobs)
            AddJobs(builder.Services, stores);
        var hub = new TestHub(builder.Build(), database, broker, log);
        if (jobs)
            await hub.Audit.MigrateAsync();
        hub._host.MapGroup("/hub/api/sync").MapSync();
        hub._host.MapGroup("/hub/feed").MapFeed();
        hub._host.MapGroup("/hub/records").MapRecords();
        if (legacy is not null)
            hub.Register("adapter:erp", legacy);
        if (service is not null)
            hub.Register("service:orders", service);
        if (copy is not null)
            hub.Register("service:copy", copy);
        hub.Serve(plan ?? Plan(link ?? Link()));
        if (begins)
            await hub._host.StartAsync(TestContext.Current.CancellationToken);
        return hub;
    }

    private static void AddJobs(IServiceCollection services, TestStores stores) => services
        .AddSingleton(stores.Options)
        .AddSingleton(stores.Data)
        .AddSingleton<Stores>()
        .AddSingleton<AuditLog>()
        .AddJobEngine(new JobOptions
        {
            Poll = TimeSpan.FromMilliseconds(50),
            Retries = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 20)],
            HeldPause = TimeSpan.FromMilliseconds(50),
            TakeOver = TimeSpan.FromSeconds(5),
        });

    public static SyncOptions Quick { get; } = new()
    {
        LongestPause = TimeSpan.FromMilliseconds(100),
        ParentPatience = TimeSpan.FromSeconds(2),
        ApplyTimeout = TimeSpan.FromSeconds(30),
    };

    public void Register(string side, FakeSystem system, string entity = "orders")
    {
        Parties.Register(side, entity, (IChangeSource)system);
        Parties.Register(side, entity, (IChangeTarget)system);
    }

    public void Serve(MigrationPlan plan) =>
        _host.Services.GetRequiredService<CurrentRouting>().Serve(new RoutingSnapshot(1, plan));

    public Task<IReadOnlyList<LinkStatus>> StatusAsync() =>
        _host.Services.GetRequiredService<ILinks>().StatusAsync(TestContext.Current.CancellationToken);

    public async Task<LinkStatus> StatusOfAsync(string to) => (await StatusAsync()).Single(s => s.To == to);

    public async Task<LinkStatus> StatusOfAsync(string entity, Side origin) =>
        (await StatusAsync()).Single(s => (s.Entity, s.Origin) == (entity, origin));

    public Task CaughtUpAsync() => Eventually.HoldsAsync(async () => (await StatusAsync()).All(s => s.CaughtUp));

    /// <summary>Stops as the host does when asked to.</summary>
    public async Task StopAsync()
    {
        await _host.StopAsync(TestContext.Current.CancellationToken);
        await DisposeAsync();
    }

    /// <summary>Ends at once: the store goes first, so that nothing under way reaches it any more.</summary>
    public async Task KillAsync()
    {
        _broker?.Shut();
        await _database.DisposeAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();
        try
        {
            await _host.StopAsync(impatient.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException or ObjectDisposedException)
        {
            // A kill is not polite.
        }

        await _host.DisposeAsync();
        await _database.DisposeAsync();
    }
}
