using System.ComponentModel;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Ledger;

/// <summary>An entry of the ledger: never changed once it is posted.</summary>
internal sealed record LedgerEntry
{
    [Description("Counted from 1 without a gap.")]
    public required long Number { get; init; }

    public required DateOnly PostedOn { get; init; }

    public required EntryKind Kind { get; init; }

    [Description("The invoice, payment, credit note or refund that it was posted for.")]
    public required string Document { get; init; }

    public required string CustomerId { get; init; }

    public required string Currency { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Who asked for it, where the hub knows the caller.")]
    public string? PostedBy { get; init; }

    [Description("They come to zero.")]
    public required IReadOnlyList<EntryLine> Lines { get; init; }
}

internal sealed record EntryLine(
    Account Account, [property: Description("Positive for a debit, negative for a credit.")] decimal Amount);

[JsonConverter(typeof(ContractNameConverter<EntryKind>))]
internal enum EntryKind
{
    Invoice,
    Cancellation,
    Payment,
    CreditNote,
    Refund,
}
