using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Invoices;

/// <summary>The contract as changes carry it: strict, since a member that is not known would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Finding.InvoicePage))]
[JsonSerializable(typeof(Invoicing.AskedInvoice))]
[JsonSerializable(typeof(Paying.InvoicePayment))]
[JsonSerializable(typeof(Paying.InvoicePayments))]
[JsonSerializable(typeof(Paying.AskedInvoicePayment))]
[JsonSerializable(typeof(Paying.Payment))]
[JsonSerializable(typeof(Paying.PaymentPage))]
[JsonSerializable(typeof(Paying.AskedPayment))]
[JsonSerializable(typeof(Crediting.CreditNote))]
[JsonSerializable(typeof(Crediting.CreditNotes))]
[JsonSerializable(typeof(Crediting.AskedCreditNote))]
[JsonSerializable(typeof(Refunding.Refund))]
[JsonSerializable(typeof(Refunding.AskedRefund))]
[JsonSerializable(typeof(Refunding.CustomerCredits))]
[JsonSerializable(typeof(Ledger.EntryPage))]
[JsonSerializable(typeof(Ledger.Balances))]
[JsonSerializable(typeof(Taxing.TaxRate))]
[JsonSerializable(typeof(Taxing.TaxRates))]
internal sealed partial class InvoiceJson : JsonSerializerContext;
