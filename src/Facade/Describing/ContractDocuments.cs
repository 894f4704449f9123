using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.Connections;
using Hub.Platform.Describing;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Describing;

/// <summary>
/// The documents of the plan served, made once for each kind of reader. Who may call a route may read of it: nobody in
/// particular of anonymous ones, a caller of its own capabilities', whoever sees the hub itself of all.
/// </summary>
internal sealed class ContractDocuments(
    CurrentRouting current, RevisionLog log, IEnumerable<IContractSource> sources, AdminListener? listener = null,
    IEnumerable<EntityContract>? records = null) : IPlanPart
{
    // Readers differ in their capabilities, and there are few combinations of those.
    private const int Most = 64;
    private const string Everything = "all";
    private const string SystemsKind = "systems";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private volatile Made? _made;

    /// <summary>Gathers what is told, and tries to tell it; which version that is depends on the revision it gets.</summary>
    public object Build(MigrationPlan plan, PlanErrors errors)
    {
        var contract = new PublicContract();
        foreach (var source in sources)
            source.Describe(plan, contract);
        CohortFields.Note(plan, contract, errors);
        ComparedFields.Note(plan, contract, errors);
        ComposedFields.Check(plan, contract, errors);
        _ = Write(OpenApi.OfSystems(plan, contract, ""));
        _ = Write(OpenApi.OfRoutes(plan, contract, _ => true, server: null, ""));
        return contract;
    }

    /// <summary>The public contract, as far as a reader may see it.</summary>
    public Task<ContractDocument> RoutesAsync(AccessGrant? reader)
    {
        var everything = reader is { Role: >= AccessRole.Viewer };
        var scope = everything ? Everything
            : reader is null ? "anonymous"
            : (reader.Role == AccessRole.Consumer ? "consumer " : "caller ")
                + string.Join(',', reader.Capabilities.Order(StringComparer.Ordinal));
        return FindAsync(
            scope, (plan, made) => OpenApi.OfRoutes(
                plan, made.Contract, Sees, listener?.PublicAddress, made.Version, Feeds, records));

        // Feeds are told of to whoever may read them, as they are no route of the plan's.
        bool Feeds(CapabilityPlan capability) =>
            everything || (reader is { Role: AccessRole.Consumer } && reader.Covers(capability.Name));

        bool Sees(CapabilityPlan capability) =>
            everything || capability.Access == PublicAccess.Anonymous || reader?.Covers(capability.Name) == true;
    }

    /// <summary>The wrapped systems' operations.</summary>
    public Task<ContractDocument> SystemsAsync() =>
        FindAsync(SystemsKind, (plan, made) => OpenApi.OfSystems(plan, made.Contract, made.Version));

    private async Task<ContractDocument> FindAsync(string kind, Func<MigrationPlan, Made, JsonObject> write)
    {
        var snapshot = current.Snapshot;
        var plan = snapshot.Plan;
        if (_made is not { } made || made.Plan != plan.Hash)
            _made = made = new Made(
                plan.Hash, await VersionAsync(snapshot), plan.BuiltBy<PublicContract>(this) ?? new PublicContract(), []);
        if (made.Documents.Count >= Most)
            _made = made = made with { Documents = [] };
        return made.Documents.GetOrAdd(kind, _ => Write(write(plan, made)));
    }

    /// <summary>
    /// The contract's version where the plan names none: the number of the first revision that had the plan, which is the same
    /// on every node, and grows with each new plan.
    /// </summary>
    private async Task<string> VersionAsync(RoutingSnapshot snapshot)
    {
        if (snapshot.Plan.Api.Version is { } named)
            return named;
        try
        {
            var first = await log.FindFirstOfPlanAsync(snapshot.Plan.Hash);
            return $"{first ?? snapshot.Revision}";
        }
        catch (DbException)
        {
            // The store is away, and what is served is served all the same.
            return $"{snapshot.Revision}";
        }
    }

    /// <summary>Writes a document as it is sent.</summary>
    internal static ContractDocument Write(JsonObject document) =>
        ContractDocument.Of(JsonSerializer.SerializeToUtf8Bytes(document, Plain));

    private sealed record Made(
        string Plan, string Version, PublicContract Contract, ConcurrentDictionary<string, ContractDocument> Documents);
}

/// <summary>A document as it is sent.</summary>
/// <param name="Content">JSON.</param>
/// <param name="Tag">Its entity tag.</param>
internal sealed record ContractDocument(byte[] Content, string Tag)
{
    public static ContractDocument Of(byte[] content) =>
        new(content, $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
}
