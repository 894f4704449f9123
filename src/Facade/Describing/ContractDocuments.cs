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
    CurrentRouting current, IEnumerable<IContractSource> sources, AdminListener? listener = null)
{
    // Readers differ in their capabilities, and there are few combinations of those.
    private const int Most = 64;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private volatile Made? _made;

    /// <summary>The public contract, as far as a reader may see it.</summary>
    public ContractDocument Routes(AccessGrant? reader)
    {
        var everything = reader is { Role: >= AccessRole.Viewer };
        var scope = everything ? "all"
            : reader is null ? "anonymous"
            : $"caller {string.Join(',', reader.Capabilities.Order(StringComparer.Ordinal))}";
        return Of(scope, (plan, contract) => OpenApi.OfRoutes(plan, contract, Sees, listener?.PublicAddress));

        bool Sees(CapabilityPlan capability) =>
            everything || capability.Access == PublicAccess.Anonymous || reader?.Covers(capability.Name) == true;
    }

    /// <summary>The wrapped systems' operations.</summary>
    public ContractDocument Systems() => Of("systems", OpenApi.OfSystems);

    private ContractDocument Of(string kind, Func<MigrationPlan, PublicContract, JsonObject> write)
    {
        var plan = current.Snapshot.Plan;
        if (_made is not { } made || made.Plan != plan.Hash || made.Documents.Count >= Most)
            _made = made = new Made(plan.Hash, Describe(plan), []);
        return made.Documents.GetOrAdd(
            kind, _ => ContractDocument.Of(JsonSerializer.SerializeToUtf8Bytes(write(plan, made.Contract), Plain)));
    }

    private PublicContract Describe(MigrationPlan plan)
    {
        var contract = new PublicContract();
        foreach (var source in sources)
            source.Describe(plan, contract);
        return contract;
    }

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
