using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Crediting;

/// <summary>A credit note: what of an invoice is taken back. It is never changed.</summary>
internal sealed record CreditNote
{
    public required string Id { get; init; }

    public required string InvoiceId { get; init; }

    public required string CustomerId { get; init; }

    public required DateOnly IssuedOn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    public required string Currency { get; init; }

    public required decimal Net { get; init; }

    public required decimal Tax { get; init; }

    public required decimal Gross { get; init; }

    [Description("What of it was paid already, and so is the customer's credit now.")]
    public required decimal Credit { get; init; }

    public required IReadOnlyList<CreditLine> Lines { get; init; }

    [Description("The id of the request that made it.")]
    public required string ExternalReference { get; init; }
}

/// <summary>What of a line of the invoice is taken back.</summary>
internal sealed record CreditLine(
    [property: Description("The number of the line in the invoice.")] int Number, decimal Quantity, decimal Amount);

/// <summary>The credit notes of an invoice in the order of their numbers.</summary>
internal sealed record CreditNotes(IReadOnlyList<CreditNote> Items);

/// <summary>A credit note as a caller asks for it.</summary>
internal sealed record AskedCreditNote
{
    private const int LongestReason = 200;
    private const int MostLines = 100;
    private const decimal LargestQuantity = 999_999.999m;

    [StringLength(LongestReason)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What is taken back; where it is left out, all that is left of the invoice.")]
    public IReadOnlyList<AskedCreditLine>? Lines { get; init; }

    /// <summary>Reads it; what is wrong is noted.</summary>
    public static AskedCreditNote Read(JsonElement element, RequestErrors errors)
    {
        var asked = new JsonMembers(element, "", errors, "reason", "lines");
        return new AskedCreditNote
        {
            Reason = asked.Line("reason", LongestReason),
            Lines = !asked.Has("lines")
                ? null
                : [.. asked.List("lines", most: MostLines).Select(l => ReadLine(l.Element, l.Path, errors))],
        };
    }

    private static AskedCreditLine ReadLine(JsonElement element, string path, RequestErrors errors)
    {
        var asked = new JsonMembers(element, path, errors, "number", "quantity");
        return new AskedCreditLine(
            asked.Integer("number", MostLines), asked.Decimal("quantity", 0.001m, LargestQuantity, 3, required: true) ?? 0);
    }
}

internal sealed record AskedCreditLine(
    [property: Description("The number of the line in the invoice.")] int Number, decimal Quantity);
