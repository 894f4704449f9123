using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Hub.Platform.Changes;
using Hub.Platform.Storage;
using Hub.Products.Storing;

namespace Hub.Products.Applying;

/// <summary>Takes the legacy side's changes of products: the only way anything gets into this service.</summary>
internal sealed class ProductChangeTarget(ProductsStore store) : IChangeTarget
{
    private static readonly SqlFile Sql = SqlFile.Of<ProductChangeTarget>();

    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        var id = knownKey ?? change.Key;
        Product? product = null;
        if (change.Kind == ChangeKind.Upsert && !TryRead(change, id, out product, out var reason))
            return new ApplyResult(ApplyOutcome.Refused, Key: null, reason);
        try
        {
            return await store.Database.WriteAsync((c, t) => ApplyAsync(c, t, id, change.Version, product));
        }
        catch (Exception e) when (e is DbException or IOException or ChannelClosedException)
        {
            throw new ChangeTargetUnavailableException("The products store cannot be written.", e);
        }
    }

    private static async Task<ApplyResult> ApplyAsync(DbConnection c, DbTransaction t, string id, long version, Product? product)
    {
        if (await c.ExecuteAsync(Sql["RaiseVersion"], new { id, version }, t) == 0)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        if (product is null)
            await c.ExecuteAsync(Sql["Delete"], new { id }, t);
        else
            await c.ExecuteAsync(Sql["Save"], ProductRow.Of(product), t);
        return new ApplyResult(ApplyOutcome.Applied, id);
    }

    private static bool TryRead(Change change, string id, out Product? product, out string? reason)
    {
        (product, reason) = (null, null);
        try
        {
            product = change.Content.Deserialize(ProductJson.Default.Product) is { } read ? read with { Id = id } : null;
            reason = product is null ? "The change has no content." : null;
        }
        catch (JsonException e)
        {
            // Only the path: the message may repeat what stands there.
            reason = $"The content is not a product of the contract: see {e.Path ?? "$"}.";
        }

        return product is not null;
    }
}
