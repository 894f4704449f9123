using System.Text.Encodings.Web;
using Hub.Platform.Asking;
using Hub.Platform.Changes;
using Hub.Platform.ContractDrift;
using Hub.Platform.Describing;
using Hub.Platform.Idempotency;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Anchors;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Identity.Persons;
using Hub.Platform.Jobs;
using Hub.Platform.Lifetime;
using Hub.Platform.Kept;
using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Platform;

/// <summary>The front door of Platform.</summary>
public static class PlatformServices
{
    /// <summary>Adds the plan, routing, storage, identity and the four doors through which the parts meet.</summary>
    /// <param name="services">The process's services.</param>
    /// <param name="data">The folder with everything this node keeps.</param>
    /// <param name="references">Resolves the plan's references.</param>
    public static IServiceCollection AddPlatform(this IServiceCollection services, DataFolder data, PlanReferences references)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Peers.None);
        services.TryAddSingleton(ThisNode.Alone);
        services.TryAddSingleton<Stores>();
        services.TryAddSingleton<KeptSizes>();
        services.TryAddSingleton(new IdempotencyLimits());
        return services
            // Letters as they are, as most systems answer them: no caller finds out by these which side answered.
            .ConfigureHttpJsonOptions(json => json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping)
            .AddSingleton(data)
            .AddSingleton(provider => provider.GetRequiredService<Stores>().Open("hub"))
            .AddSingleton(provider => new RecordSeal(
                () => RecordKeys.Load(data, provider.GetRequiredService<Stores>().AreShared)))
            .AddSingleton(provider => new HubStore(provider.GetRequiredService<Database>())
            {
                Records = provider.GetRequiredService<RecordSeal>(),
            })
            .AddSingleton(references)
            .AddSingleton<PlanStore>()
            .AddSingleton<PlanLoader>()
            .AddSingleton<IPlanRule, UniqueNames>()
            .AddSingleton<IPlanRule, NamesAreSpellable>()
            .AddSingleton<IPlanRule, ComparingRulesLast>()
            .AddSingleton<IPlanRule, SidesExist>()
            .AddSingleton<IPlanRule, SidePathsFitRoutes>()
            .AddSingleton<IPlanRule, RoutesDiffer>()
            .AddSingleton<IPlanRule, CompositionsHold>()
            .AddSingleton<IPlanRule, ParentsComeFirst>()
            .AddSingleton<IPlanRule, JwtIsDeclared>()
            .AddSingleton<IPlanRule, SignInGrantsFit>()
            .AddSingleton<IPlanRule, GuardsAreNotPassedBy>()
            .AddSingleton<IPlanRule, NoSecretsWritten>()
            .AddSingleton<IPlanRule, LinkedWritesAreUndivided>()
            .AddSingleton<IPlanRule, CohortKeysAreCarried>()
            .AddSingleton<IPlanRule, WritesAreLinkedRule>()
            .AddSingleton<IPlanRule, LinksMeetSides>()
            .AddSingleton<IPlanRule, ServicesAreKnown>()
            .AddSingleton<IPlanRule, ServicesAnswerRoutes>()
            .AddSingleton<IContractSource, ServiceContracts>()
            .AddSingleton<IPlanRule, RoutesAreDecidable>()
            .AddSingleton<CurrentRouting>()
            .AddSingleton<IServiceUse, ServicesOfThePlan>()
            .AddSingleton<RevisionLog>()
            .AddSingleton<RevisionDiffs>()
            .AddSingleton<SideUse>()
            .AddSingleton<ServablePlans>()
            .AddSingleton<Revisions>()
            .AddHostedService<RevisionFollower>()
            .AddHostedService<SideUseWriter>()
            .AddSingleton(provider => new SessionLock(NodeRegistry.SessionOf(provider.GetRequiredService<ThisNode>())))
            .AddSingleton<NodeRegistry>()
            .AddSingleton<FormerNodes>()
            .AddSingleton<NodeLease>()
            .AddSingleton<NodeShares>()
            .AddSingleton<Readiness>()
            .AddSingleton<LastServed>()
            .AddHostedService<KeepingLastServed>()
            .AddHostedService<StoreWatch>()
            .AddSingleton<InFlight>()
            .AddSingleton<HostedSides>()
            .AddSingleton<AskedRequests>()
            .AddSingleton<ChangeParties>()
            .AddSingleton<IdentityMap>()
            .AddMetrics()
            .AddHostedService<KeptTelemetry>()
            .AddSingleton(new KeptTable("pairs of keys", "identity_map", "entity", "one for each record that both sides have"))
            .AddSingleton(new KeptTable(
                "awaited keys", "identity_awaited", "entity", "until a record made on the new side is on the legacy side, too"))
            .AddSingleton(new KeptTable(
                "remembered writes", "idempotency", null, "forgotten once no caller may repeat them, see the jobs"))
            .AddSingleton<IdempotentWrites>()
            .AddHostedService<StoringOutcomes>()
            .AddHostedService<EndingFormerWrites>()
            .AddJob<ForgettingKeys>(
                "idempotency-pruning", "Forgets idempotency keys that are older than promised.", "0 */10 * * * ?")
            .AddSingleton<PersonRights>()
            .AddSingleton<AccessTokens>()
            .AddSingleton<PersonSessions>()
            .AddSingleton<AdminToken>()
            .AddSingleton<AuditLog>()
            .AddSingleton<PendingChanges>()
            .AddSingleton<ContractFindings>()
            .AddNotices();
    }

    /// <summary>Measures which revision this node serves, and where its routes stand.</summary>
    public static IServiceCollection AddRoutingMetrics(this IServiceCollection services) => services
        .AddSingleton<RoutingMetrics>()
        .AddHostedService(provider => provider.GetRequiredService<RoutingMetrics>());

    /// <summary>Makes this process a node that the others of its hub know of.</summary>
    public static IServiceCollection AddNode(this IServiceCollection services, Func<IServiceProvider, ThisNode> node) =>
        services.AddSingleton(node).AddHostedService<NodeService>();

    /// <summary>
    /// Makes this process write anchors of the audit log and of the revisions; none where no options are given.
    /// </summary>
    public static IServiceCollection AddAnchors(this IServiceCollection services, AnchorOptions? options) =>
        options is null ? services : services
            .AddSingleton(options)
            .AddSingleton<Anchoring>()
            .AddHostedService(provider => provider.GetRequiredService<Anchoring>());

    /// <summary>Creates and updates Platform's tables; comes before everything that reads them.</summary>
    /// <exception cref="NewerStoreException">A later version of the hub has written the store.</exception>
    public static async Task MigratePlatformAsync(this IServiceProvider services)
    {
        // A file of keys that cannot be used is told before anything is kept.
        _ = services.GetRequiredService<HubStore>().Records.Encrypts;
        await services.GetRequiredService<PlanStore>().MigrateAsync();
        await services.GetRequiredService<RevisionLog>().MigrateAsync();
        await services.GetRequiredService<SideUse>().MigrateAsync();
        await services.GetRequiredService<NodeRegistry>().MigrateAsync();
        await services.GetRequiredService<NodeShares>().MigrateAsync();
        await services.GetRequiredService<IdentityMap>().MigrateAsync();
        await services.GetRequiredService<IdempotentWrites>().MigrateAsync();
        await services.GetRequiredService<AccessTokens>().MigrateAsync();
        await services.GetRequiredService<AuditLog>().MigrateAsync();
        await services.GetRequiredService<PendingChanges>().MigrateAsync();
        await services.GetRequiredService<NoticeDeliveries>().MigrateAsync();
        await services.GetRequiredService<ContractFindings>().MigrateAsync();
    }
}
