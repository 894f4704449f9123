using System.ComponentModel;
using System.Text.Json;
using Hub.Invoices.Paying;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Refunding;

/// <summary>A customer's credit paid back. It is never changed.</summary>
internal sealed record Refund
{
    public required string Id { get; init; }

    public required string CustomerId { get; init; }

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    public required DateOnly PaidOn { get; init; }

    [Description("The id of the request that made it.")]
    public required string ExternalReference { get; init; }
}

/// <summary>A refund as a caller asks for it.</summary>
internal sealed record AskedRefund(
    decimal Amount, [property: Description("EUR where it is left out.")] string Currency, DateOnly PaidOn)
{
    /// <summary>Reads it; what is wrong is noted.</summary>
    public static AskedRefund Read(JsonElement element, RequestErrors errors)
    {
        var asked = new JsonMembers(element, "", errors, "amount", "currency", "paidOn");
        return new AskedRefund(
            AskedPayment.AmountOf(asked), Invoicing.AskedInvoice.CurrencyOf(asked), AskedPayment.DayOf(asked));
    }
}

/// <summary>What a customer has paid or been credited beyond the invoices, in each currency.</summary>
internal sealed record CustomerCredits(string CustomerId, IReadOnlyList<CurrencyAmount> Items);

internal sealed record CurrencyAmount(string Currency, decimal Amount);
