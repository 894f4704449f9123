using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Invoices.Taxing;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Invoicing;

/// <summary>An invoice as a caller asks for it; within the contract's limits.</summary>
internal sealed record AskedInvoice
{
    public const int LongestId = 40;
    private const int MostLines = 100;
    private const int MostDays = 365;
    private const int UsualDays = 30;
    private const string UsualCurrency = "EUR";
    private const string UsualCountry = "DE";

    [StringLength(LongestId)]
    [Description("The order; it is invoiced once.")]
    public required string OrderId { get; init; }

    [StringLength(LongestId)]
    public required string CustomerId { get; init; }

    [Description("EUR where it is left out.")]
    public string Currency { get; init; } = UsualCurrency;

    [Description("The country whose rates of tax hold; DE where it is left out.")]
    public string Country { get; init; } = UsualCountry;

    [Range(0, MostDays)]
    [Description("In how many days it is due; 30 where it is left out.")]
    public int PaymentDays { get; init; } = UsualDays;

    public required IReadOnlyList<AskedLine> Lines { get; init; }

    /// <summary>Reads it; what is wrong is noted.</summary>
    public static AskedInvoice Read(JsonElement element, RequestErrors errors)
    {
        var asked = new JsonMembers(
            element, "", errors, "orderId", "customerId", "currency", "country", "paymentDays", "lines");
        return new AskedInvoice
        {
            OrderId = asked.Line("orderId", LongestId, required: true)?.Trim(' ') ?? "",
            CustomerId = asked.Line("customerId", LongestId, required: true)?.Trim(' ') ?? "",
            Currency = CurrencyOf(asked),
            Country = asked.Matching("country", TaxRate.CountryCode, TaxRate.CountryExpected) ?? UsualCountry,
            PaymentDays = (int)(asked.Decimal("paymentDays", 0, MostDays, 0) ?? UsualDays),
            Lines = [.. asked.List("lines", most: MostLines).Select(line => AskedLine.Read(line.Element, line.Path, errors))],
        };
    }

    /// <summary>Reads the currency of a request, or returns the usual one.</summary>
    public static string CurrencyOf(JsonMembers asked) =>
        Cents.Currencies.ElementAtOrDefault(
            asked.Value<int>("currency", FindCurrency, string.Join(" or ", Cents.Currencies)) ?? 0) ?? UsualCurrency;

    private static int? FindCurrency(string text) =>
        Cents.Currencies.Index().Where(c => c.Item == text).Select(c => (int?)c.Index).FirstOrDefault();
}

/// <summary>A line of an invoice that is asked for.</summary>
internal sealed record AskedLine
{
    private const int LongestSku = 40;
    private const int LongestDescription = 200;
    private const decimal LargestQuantity = 999_999.999m;
    private const decimal LargestPrice = 9_999_999.9999m;

    [StringLength(LongestSku)]
    public required string Sku { get; init; }

    [StringLength(LongestDescription)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The sku where it is left out.")]
    public string? Description { get; init; }

    [Description("At most three decimals.")]
    public required decimal Quantity { get; init; }

    [Description("Without tax; at most four decimals.")]
    public required decimal UnitPrice { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Standard where it is left out.")]
    public TaxCategory? TaxCategory { get; init; }

    public static AskedLine Read(JsonElement element, string path, RequestErrors errors)
    {
        var asked = new JsonMembers(element, path, errors, "sku", "description", "quantity", "unitPrice", "taxCategory");
        return new AskedLine
        {
            Sku = asked.Line("sku", LongestSku, required: true)?.Trim(' ') ?? "",
            Description = asked.Line("description", LongestDescription),
            Quantity = asked.Decimal("quantity", 0.001m, LargestQuantity, 3, required: true) ?? 0,
            UnitPrice = asked.Decimal("unitPrice", 0, LargestPrice, 4, required: true) ?? 0,
            TaxCategory = asked.Value<TaxCategory>("taxCategory"),
        };
    }
}
