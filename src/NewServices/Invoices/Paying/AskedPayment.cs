using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Invoices.Invoicing;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Paying;

/// <summary>A payment of one invoice as a caller registers it.</summary>
internal sealed record AskedInvoicePayment(decimal Amount, DateOnly PaidOn, PaymentMethod Method)
{
    /// <summary>Reads it; what is wrong is noted.</summary>
    public static AskedInvoicePayment Read(JsonElement element, RequestErrors errors)
    {
        var asked = new JsonMembers(element, "", errors, "amount", "paidOn", "method");
        var read = new AskedInvoicePayment(AskedPayment.AmountOf(asked), AskedPayment.DayOf(asked), AskedPayment.MethodOf(asked));
        if (read.Method == PaymentMethod.Credit)
            errors.Add("method", "must be transfer or directDebit or cash; credit is paid with by POST /api/payments");
        return read;
    }
}

/// <summary>A customer's payment as a caller registers it.</summary>
internal sealed record AskedPayment
{
    private const decimal LargestAmount = 999_999_999_999.99m;
    private const int MostAllocations = 100;

    public required string CustomerId { get; init; }

    public required decimal Amount { get; init; }

    [Description("EUR where it is left out.")]
    public required string Currency { get; init; }

    public required DateOnly PaidOn { get; init; }

    public required PaymentMethod Method { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What it pays; where it is left out, the customer's open invoices, those due first first.")]
    public IReadOnlyList<Allocation>? Allocations { get; init; }

    /// <summary>Reads it; what is wrong is noted.</summary>
    public static AskedPayment Read(JsonElement element, RequestErrors errors)
    {
        var asked = new JsonMembers(
            element, "", errors, "customerId", "amount", "currency", "paidOn", "method", "allocations");
        return new AskedPayment
        {
            CustomerId = asked.Line("customerId", AskedInvoice.LongestId, required: true)?.Trim(' ') ?? "",
            Amount = AmountOf(asked),
            Currency = AskedInvoice.CurrencyOf(asked),
            PaidOn = DayOf(asked),
            Method = MethodOf(asked),
            Allocations = !asked.Has("allocations") ? null :
            [
                .. asked.List("allocations", most: MostAllocations).Select(a => ReadAllocation(a.Element, a.Path, errors)),
            ],
        };
    }

    public static decimal AmountOf(JsonMembers asked) => asked.Decimal("amount", 0.01m, LargestAmount, 2, required: true) ?? 0;

    public static DateOnly DayOf(JsonMembers asked) =>
        asked.Value("paidOn", ContractDay.Find, ContractDay.Expected, required: true) ?? DateOnly.MaxValue;

    public static PaymentMethod MethodOf(JsonMembers asked) => asked.Value<PaymentMethod>("method", required: true) ?? default;

    private static Allocation ReadAllocation(JsonElement element, string path, RequestErrors errors)
    {
        var asked = new JsonMembers(element, path, errors, "invoiceId", "amount");
        return new Allocation(asked.Line("invoiceId", AskedInvoice.LongestId, required: true) ?? "", AmountOf(asked));
    }
}
