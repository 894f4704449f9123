using Hub.Adapters.Calls;
using Hub.Adapters.Changes;
using Hub.Adapters.Drifting;
using Hub.Adapters.Files;
using Hub.Adapters.Mapping;
using Hub.Adapters.Recording;
using Hub.Adapters.Resources;
using Hub.Adapters.Serving;
using Hub.Adapters.Slots;
using Hub.Adapters.SoapSystems;
using Hub.Adapters.Sql.Tables;
using Hub.Adapters.Surface;
using Hub.Adapters.Systems;
using Hub.Platform.Changes;
using Hub.Platform.Describing;
using Hub.Platform.Jobs;
using Hub.Platform.Kept;
using Hub.Platform.Plan;
using Hub.Platform.Surface;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hub.Adapters;

/// <summary>The front door of the adapters.</summary>
public static class AdapterServices
{
    /// <summary>
    /// Adds the adapters and their check of the plan. When the host starts, with a revision loaded before, every
    /// system with a <c>soap</c> or <c>sql</c> section is registered as a hosted side <c>adapter:NAME</c>, and its entities as
    /// sources and targets of changes; a plan applied later replaces them.
    /// </summary>
    public static IServiceCollection AddAdapters(this IServiceCollection services) => services
        .AddAdapterPlanRules()
        .AddSingleton(services =>
            new SystemHealth(
                services.GetRequiredService<SystemAdapters>(), services.GetRequiredService<CallGates>(),
                services.GetRequiredService<TimeProvider>()))
        .AddSingleton<IdentityTranslation>()
        .AddSingleton<Preconditions>()
        .AddSingleton<ResourceRun>()
        .AddSingleton<ResourceEndpoint>()
        .AddSingleton<OperationEndpoint>()
        .AddSingleton<IdempotentOperations>()
        .AddSingleton<ResourceTrial>()
        .AddSingleton<OperationTrial>()
        .AddSingleton<UnsettledCreates>()
        // A job, as a hub starts on a full disk too, where nothing can be written.
        .AddJob<CreatePruning>(
            "create-pruning", "Forgets which records it made 90 days ago, as their keys are kept elsewhere.", "0 47 3 * * ?")
        .AddSingleton<ContractAsking>()
        .AddHostedService<ContractDriftWriter>()
        .AddJob<ContractAskingJob>(
            "contract-asking", "Asks systems once a day what they offer, and compares it with the plan.", "0 7 * * * ?",
            takesArguments: true)
        .AddSingleton(new KeptTable(
            "records whose making was in doubt", "adapter_unsettled_create", "entity", "forgotten once that is settled"))
        .AddSingleton(new KeptTable("listed records", "adapter_snapshot", "entity", "one for each record of the system"))
        .AddSingleton(new KeptTable("read records", "adapter_modification", "entity", "one for each record of the system"))
        .AddSingleton<Snapshots>()
        .AddSingleton<Modifications>()
        .AddSingleton<Journals>()
        .AddSingleton<JournalSizes>()
        .AddSingleton<TakenFiles>()
        .AddSingleton<OutgoingRows>()
        .AddSingleton<FileTelemetry>()
        .AddSingleton<FileDeliveries>()
        .AddHostedService(services => services.GetRequiredService<FileDeliveries>())
        .AddSingleton(new KeptTable("rows for files", "adapter_outgoing_row", "entity", "one for each record told by files"))
        .AddSingleton(new KeptTable("dropped files", "adapter_file", "entity", "90 days after they were taken"))
        .AddSingleton(new KeptTable("rows of dropped files", "adapter_file_row", "entity", "until what became of them is told"))
        .AddJob<FilePruning>(
            "file-pruning", "Forgets which files systems dropped 90 days ago; until then none is read twice.", "0 53 3 * * ?")
        .AddSingleton<SlotRows>()
        .AddSingleton<SlotSizes>()
        .AddSingleton<SlotReaders>()
        .AddSingleton<ICaptureInstaller, JournalInstaller>()
        .AddHostedService<AdapterHosting>()
        .AddHostedService<SharingBudgets>();

    /// <summary>
    /// Adds what the adapters know of a plan, their check of it and its contracts, for a process that runs no adapter. It
    /// builds them as well, so that what one node accepts can be served by those that run them.
    /// </summary>
    public static IServiceCollection AddAdapterPlanRules(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => ConverterFolder.FromEnvironment());
        return services.AddSingleton<IPlanRule, SystemsFitTheirContracts>().AddSingleton<IPlanRule, ForwardedCallers>()
            .AddSingleton<IContractSource, SystemContracts>()
            .AddSingleton<IMessageAccounts, MessageAccounts>()
            .AddMetrics()
            .AddSingleton<SystemTelemetry>()
            .AddSingleton<CallGates>()
            .AddSingleton<Recordings>()
            .AddSingleton<ServedContracts>()
            .AddSingleton<ObservedAnswers>()
            .AddSingleton<ICallObserver, CallObservers>()
            .AddSingleton<CursorSeal>()
            .AddSingleton<SystemAdapters>()
            .AddSingleton<IPlanPart>(provider => provider.GetRequiredService<SystemAdapters>());
    }
}
