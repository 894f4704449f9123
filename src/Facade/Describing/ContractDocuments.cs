using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Facade.Admin;
using Hub.Platform.Describing;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Describing;

/// <summary>
/// The documents of the plan served, made once for each kind of reader. Who may call a route may read of it: nobody in
/// particular of anonymous ones, a caller of its own capabilities', whoever sees the hub itself of all.
/// </summary>
internal sealed class ContractDocuments(
    CurrentRouting current, IEnumerable<IContractSource> sources, AdminListener? listener = null) : IPlanPart
{
    // Readers differ in their capabilities, and there are few combinations of those.
    private const int Most = 64;
    private const string Everything = "all";
    private const string SystemsKind = "systems";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private volatile Made? _made;

    /// <summary>Makes the documents that tell all.</summary>
    public object Build(MigrationPlan plan, PlanErrors errors)
    {
        var contract = new PublicContract();
        foreach (var source in sources)
            source.Describe(plan, contract);
        var made = new Made(plan.Hash, contract, []);
        made.Documents[SystemsKind] = Write(OpenApi.OfSystems(plan, contract));
        var routes = Write(OpenApi.OfRoutes(plan, contract, _ => true, server: null));
        // Where the public API has an address of its own, that is known only once the process listens.
        if (listener is null)
            made.Documents[Everything] = routes;
        return made;
    }

    /// <summary>The public contract, as far as a reader may see it.</summary>
    public ContractDocument Routes(AccessGrant? reader)
    {
        var everything = reader is { Role: >= AccessRole.Viewer };
        var scope = everything ? Everything
            : reader is null ? "anonymous"
            : $"caller {string.Join(',', reader.Capabilities.Order(StringComparer.Ordinal))}";
        return Of(scope, (plan, contract) => OpenApi.OfRoutes(plan, contract, Sees, listener?.PublicAddress));

        bool Sees(CapabilityPlan capability) =>
            everything || capability.Access == PublicAccess.Anonymous || reader?.Covers(capability.Name) == true;
    }

    /// <summary>The wrapped systems' operations.</summary>
    public ContractDocument Systems() => Of(SystemsKind, OpenApi.OfSystems);

    private ContractDocument Of(string kind, Func<MigrationPlan, PublicContract, JsonObject> write)
    {
        var plan = current.Snapshot.Plan;
        if (_made is not { } made || made.Plan != plan.Hash)
            _made = made = plan.BuiltBy<Made>(this) ?? new Made(plan.Hash, new PublicContract(), []);
        if (made.Documents.Count >= Most)
            _made = made = made with { Documents = [] };
        return made.Documents.GetOrAdd(kind, _ => Write(write(plan, made.Contract)));
    }

    private static ContractDocument Write(JsonObject document) =>
        ContractDocument.Of(JsonSerializer.SerializeToUtf8Bytes(document, Plain));

    private sealed record Made(string Plan, PublicContract Contract, ConcurrentDictionary<string, ContractDocument> Documents);
}

/// <summary>A document as it is sent.</summary>
/// <param name="Content">JSON.</param>
/// <param name="Tag">Its entity tag.</param>
internal sealed record ContractDocument(byte[] Content, string Tag)
{
    public static ContractDocument Of(byte[] content) =>
        new(content, $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"");
}
