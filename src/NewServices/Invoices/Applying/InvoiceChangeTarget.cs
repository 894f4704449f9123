using Hub.Invoices.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Storage;

namespace Hub.Invoices.Applying;

/// <summary>Takes the legacy side's changes of invoices: the only way anything gets into this service.</summary>
internal sealed class InvoiceChangeTarget(InvoicesStore store)
    : CopyTarget<Invoice>(store, SqlFile.Of<InvoiceChangeTarget>(), InvoiceJson.Default.Invoice)
{
    protected override object RowOf(string id, Invoice content) => InvoiceRow.Of(content with { Id = id });

    protected override string? FindFault(string id) =>
        InvoiceNumber.TryRead(id, out _) ? null : "The key is no invoice's id, such as I-4001.";
}
