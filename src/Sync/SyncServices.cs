using Hub.Platform.Changes;
using Hub.Platform.Jobs;
using Hub.Platform.Links;
using Hub.Platform.Messaging;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Sync.Applying;
using Hub.Sync.Bonds;
using Hub.Sync.Capturing;
using Hub.Sync.Conflicts;
using Hub.Sync.Messages;
using Hub.Sync.Parking;
using Hub.Sync.Publishing;
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
        return services.AddSingleton(options)
            .AddSyncPlanRules()
            .AddStreams()
            .AddApplying();
    }

    /// <summary>Adds sync's check of the plan, for a process that does not sync.</summary>
    public static IServiceCollection AddSyncPlanRules(this IServiceCollection services) =>
        services.AddSingleton<IPlanRule, LinkPlanRule>();

    private static IServiceCollection AddStreams(this IServiceCollection services) => services
        .AddMetrics()
        .AddSingleton<ChangeTelemetry>()
        .AddSingleton<StreamTelemetry>()
        .AddSingleton<StreamPositions>()
        .AddSingleton<StreamLeases>()
        .AddSingleton<RunningStreams>()
        .AddSingleton<CaptureLoop>()
        .AddSingleton<PublishLoop>()
        .AddNodeConsumer<AnswerConsumer>()
        .AddSingleton<ILinks, SyncLinks>()
        .AddHostedService<SyncService>()
        .AddHostedService<ReleaseLoop>()
        .AddHostedService<ParkedWatch>();

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
        .AddSingleton<ParkedChanges>()
        .AddSingleton<WaitingChanges>()
        .AddSingleton<ParentKeys>()
        .AddSingleton<Replay>()
        .AddLateConsumer<ChangeConsumer>()
        .AddLateConsumer<ReplayConsumer>()
        .AddNodeConsumer<ReplayAnswerConsumer>()
        .AddJob<InboxPruning>(
            "inbox-pruning", "Forgets applied changes that their stream's position has passed long ago.", "0 17 3 * * ?");
}
