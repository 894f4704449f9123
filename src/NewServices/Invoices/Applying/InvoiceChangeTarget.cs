using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using Dapper;
using Hub.Invoices.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Storage;

namespace Hub.Invoices.Applying;

/// <summary>Takes the legacy side's changes of invoices: the only way anything gets into this service.</summary>
internal sealed class InvoiceChangeTarget(InvoicesStore store) : IChangeTarget
{
    private static readonly SqlFile Sql = SqlFile.Of<InvoiceChangeTarget>();

    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        var id = knownKey ?? change.Key;
        Invoice? invoice = null;
        if (change.Kind == ChangeKind.Upsert && !TryRead(change, id, out invoice, out var reason))
            return new ApplyResult(ApplyOutcome.Refused, Key: null, reason);
        try
        {
            return await store.Database.WriteAsync((c, t) => ApplyAsync(c, t, id, change.Version, invoice));
        }
        catch (Exception e) when (e is DbException or IOException or ChannelClosedException)
        {
            throw new ChangeTargetUnavailableException("The invoices store cannot be written.", e);
        }
    }

    private static async Task<ApplyResult> ApplyAsync(DbConnection c, DbTransaction t, string id, long version, Invoice? invoice)
    {
        if (await c.ExecuteAsync(Sql["RaiseVersion"], new { id, version }, t) == 0)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        if (invoice is null)
            await c.ExecuteAsync(Sql["Delete"], new { id }, t);
        else
            await c.ExecuteAsync(Sql["Save"], InvoiceRow.Of(invoice), t);
        return new ApplyResult(ApplyOutcome.Applied, id);
    }

    private static bool TryRead(Change change, string id, out Invoice? invoice, out string? reason)
    {
        (invoice, reason) = (null, null);
        try
        {
            invoice = change.Content.Deserialize(InvoiceJson.Default.Invoice) is { } read ? read with { Id = id } : null;
            reason = invoice is null ? "The change has no content."
                : InvoiceNumber.TryRead(id, out _) ? null
                : "The key is no invoice's id, such as I-4001.";
        }
        catch (JsonException e)
        {
            // Only the path: the message may repeat what stands there.
            reason = $"The content is not an invoice of the contract: see {e.Path ?? "$"}.";
        }

        return reason is null;
    }
}
