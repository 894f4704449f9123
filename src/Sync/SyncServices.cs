using Hub.Platform.Changes;
using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Hub.Platform.Links;
using Hub.Platform.Messaging;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Applying;
using Hub.Sync.Batches;
using Hub.Sync.Bonds;
using Hub.Sync.Capturing;
using Hub.Sync.Checking;
using Hub.Sync.Conflicts;
using Hub.Sync.Fates;
using Hub.Sync.Feeding;
using Hub.Sync.LinkedServices;
using Hub.Sync.Messages;
using Hub.Sync.Parking;
using Hub.Sync.Publishing;
using Hub.Sync.Reconciling;
using Hub.Sync.Rehearsing;
using Hub.Sync.Resolving;
using Hub.Sync.Running;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Sync;

/// <summary>Adds sync to a host.</summary>
public static class SyncServices
{
    /// <summary>
    /// Keeps every link of the served plan in step. Needs the hub's store and, added before it so that it stops after
    /// it, the bus; sources and targets are found in <see cref="ChangeParties"/>, whenever they register.
    /// </summary>
    public static IServiceCollection AddSync(this IServiceCollection services, SyncOptions? options = null)
    {
        options ??= new SyncOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CurrentRouting>();
        services.TryAddSingleton<ChangeParties>();
        services.TryAddSingleton<IdentityMap>();
        services.TryAddSingleton<KeptSizes>();
        return services.AddSingleton(options)
            .AddSyncPlanRules()
            .AddLinks()
            .AddKeptTables()
            .AddStreams()
            .AddApplying()
            .AddFeed();
    }

    /// <summary>
    /// Adds what is known of the links by the hub's store, for a process that does not sync: which <see cref="AddSync"/> brings.
    /// </summary>
    public static IServiceCollection AddSyncStatus(this IServiceCollection services) =>
        services.AddSingleton(new SyncOptions()).AddLinks();

    /// <summary>Adds sync's check of the plan, for a process that does not sync.</summary>
    public static IServiceCollection AddSyncPlanRules(this IServiceCollection services) =>
        services.AddSingleton<IPlanRule, LinkPlanRule>();

    private static IServiceCollection AddLinks(this IServiceCollection services) => services
        .AddSingleton<StreamPositions>()
        .AddSingleton<Barriers>()
        .AddSingleton<RunningStreams>()
        .AddSingleton<ReconcileStore>()
        .AddSingleton<ILinks, SyncLinks>()
        .AddSingleton<IChangeFates, ChangeFates>()
        .AddSingleton<RehearsalStore>()
        .AddSingleton<AskedRehearsals>()
        .AddSingleton<IRehearsals>(provider => provider.GetRequiredService<AskedRehearsals>());

    private static IServiceCollection AddKeptTables(this IServiceCollection services) => services
        .AddSingleton(new KeptTable("bonds", "sync_bond", "entity", "one for each record that both sides have"))
        .AddSingleton(new KeptTable("versions", "sync_version", "stream", "one for each record, also of those that are gone"))
        .AddSingleton(new KeptTable("handled changes", "sync_inbox", "stream", "forgotten a while after they were handled"))
        .AddSingleton(new KeptTable("waiting changes", "sync_waiting", "stream", "until the record that they name is there"))
        .AddSingleton(new KeptTable("parked changes", "sync_parked", "stream", "until a person ends them"))
        .AddSingleton(new KeptTable("conflicts", "sync_conflict", "stream", "90 days after a person has ended them"))
        .AddSingleton(new KeptTable("ended parked changes", "sync_settled", "stream", "90 days"))
        .AddSingleton(new KeptTable(
            "agreed records", "sync_feed", "entity", "one for each record, and for 7 days one for each that is gone"))
        .AddSingleton(new KeptTable("differences", "sync_drift", "stream", "those of the last comparison"))
        .AddSingleton(new KeptTable("undecided differences", "sync_undecided", "stream", "those of the last comparison"));

    private static IServiceCollection AddStreams(this IServiceCollection services) => services
        .AddMetrics()
        .AddSingleton<ChangeTelemetry>()
        .AddSingleton<StreamTelemetry>()
        .AddSingleton<StreamLeases>()
        .AddSingleton<AwaitedBarriers>()
        .AddSingleton<ParentLoads>()
        .AddSingleton<ToldChanges>()
        .AddSingleton<IToldChanges, ToldRecords>()
        .AddSingleton<CaptureLoop>()
        .AddSingleton<PublishLoop>()
        .AddNodeConsumer<AnswerConsumer>()
        .AddHostedService<ServicesOfLinks>()
        .AddHostedService<HearingOfBarriers>()
        .AddHostedService<SyncService>()
        .AddHostedService<ReleaseLoop>()
        .AddHostedService<ParkedWatch>()
        .AddSingleton<LinkHistory>()
        .AddHostedService(provider => provider.GetRequiredService<LinkHistory>())
        .AddSingleton<Rehearsal>()
        .AddHostedService<RehearsalLoop>();

    private static IServiceCollection AddApplying(this IServiceCollection services) => services
        .AddSingleton<TargetQueues>()
        .AddSingleton<ServedStreams>()
        .AddSingleton<TargetCall>()
        .AddSingleton<BondStore>()
        .AddSingleton<Ownership>()
        .AddSingleton<BondedCall>()
        .AddSingleton<ConflictStore>()
        .AddSingleton<ConflictResolution>()
        .AddSingleton<Inbox>()
        .AddSingleton<SetBackRecords>()
        .AddSingleton<ParkedChanges>()
        .AddSingleton<DroppedChanges>()
        .AddSingleton<WaitingChanges>()
        .AddSingleton<ParentKeys>()
        .AddSingleton<Replay>()
        .AddSingleton<ParkedEdit>()
        .AddBatches()
        .AddReconciling()
        .AddChecking()
        .AddPartitionedConsumer<ChangeConsumer>()
        .AddPartitionedConsumer<ReplayConsumer>()
        .AddNodeConsumer<ReplayAnswerConsumer>()
        .AddJob<InboxPruning>(
            "inbox-pruning", "Forgets applied changes that their stream's position has passed long ago.", "0 17 3 * * ?")
        .AddJob<SettledPruning>(
            "sync-pruning", "Forgets resolved conflicts and parked changes that are done with after 90 days.", "0 27 3 * * ?");

    private static IServiceCollection AddReconciling(this IServiceCollection services) => services
        .AddSingleton<Settling>()
        .AddSingleton<PairReader>()
        .AddSingleton<PairedKeys>()
        .AddSingleton<ChangedRecords>()
        .AddSingleton<SecondLook>()
        .AddSingleton<Reconciliation>()
        .AddSingleton<ChangesReconciliation>()
        .AddSingleton<Repair>()
        .AddJob<RepairJob>(
            RepairJob.Name, "Repairs the records that a comparison found to drift, as ./hub sync reconcile asks for it.",
            takesArguments: true)
        .AddJob<ReconcileJob>(
            ReconcileJob.Name, "Compares both sides of the links that are due by the plan, or of the one asked for.",
            "0 0/10 * * * ?", takesArguments: true);

    private static IServiceCollection AddChecking(this IServiceCollection services) => services
        .AddSingleton<CheckStore>()
        .AddSingleton<RecordCheck>()
        .AddJob<LinkCheck>(
            LinkCheck.Name, "Checks a link's mapping on every record of both sides, as ./hub sync check asks for it.",
            takesArguments: true);

    private static IServiceCollection AddFeed(this IServiceCollection services) => services
        .AddSingleton<FeedLog>()
        .AddSingleton<FeedReader>()
        .AddSingleton<AgreedRecords>()
        .AddSingleton<FeedWatch>()
        .AddHostedService(provider => provider.GetRequiredService<FeedWatch>())
        .AddSingleton<FeedFilling>()
        .AddHostedService(provider => provider.GetRequiredService<FeedFilling>())
        .AddJob<FeedPruning>(
            "feed-pruning", "Forgets deletions that the feeds have told for 7 days.", "0 37 3 * * ?");

    private static IServiceCollection AddBatches(this IServiceCollection services) => services
        .AddSingleton<BatchStore>()
        .AddSingleton<IBatchAct, ReplayingMany>()
        .AddSingleton<IBatchAct, DroppingMany>()
        .AddSingleton<IBatchAct, ResolvingMany>()
        .AddJob<BatchJob>(
            ReplayingMany.Name, "Replays the parked changes that a search found, as ./hub sync parked asks for it.",
            takesArguments: true)
        .AddJob<BatchJob>(
            DroppingMany.Name, "Drops the parked changes that a search found, as ./hub sync parked asks for it.",
            takesArguments: true)
        .AddJob<BatchJob>(
            ResolvingMany.Name, "Resolves the conflicts that a search found, as ./hub sync conflicts asks for it.",
            takesArguments: true);
}
