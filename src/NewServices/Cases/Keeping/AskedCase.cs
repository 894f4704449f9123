using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Hub.Cases.Keeping;

/// <summary>A case as a caller writes it; within the contract's limits. It is about an order, an invoice or a product.</summary>
internal sealed record AskedCase
{
    // What the service itself sets; whoever read a record may send it back with them.
    private static readonly string[] Own = ["id", "openedAt", "changedAt", "externalReference"];

    private static readonly string[] Members =
        ["customerId", "orderId", "invoiceId", "productId", "subject", "text", "owner", "dueOn", "state", "resolution"];

    [Description("Cannot be changed later.")]
    public required string CustomerId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InvoiceId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ProductId { get; init; }

    [StringLength(Case.LongestSubject)]
    public required string Subject { get; init; }

    [StringLength(Case.LongestText)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [StringLength(Case.LongestOwner)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Who works on it; needed before it is in progress.")]
    public string? Owner { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The day by which it is to be resolved; in two weeks where a new case leaves it out.")]
    public DateOnly? DueOn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CaseState? State { get; init; }

    [StringLength(Case.LongestText)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("How it was resolved; needed before it is resolved.")]
    public string? Resolution { get; init; }

    /// <summary>Reads a case yet to be opened; what is wrong is noted.</summary>
    public static AskedCase ReadNew(JsonElement element, RequestErrors errors) =>
        Read(new JsonMembers(element, "", errors, Members));

    /// <summary>Reads a case as it was read before and then changed.</summary>
    public static AskedCase ReadChanged(JsonElement element, RequestErrors errors) =>
        Read(new JsonMembers(element, "", errors, [.. Members, .. Own]));

    /// <summary>Returns a case with what is asked.</summary>
    public Case Applied(Case existing) => existing with
    {
        OrderId = OrderId,
        InvoiceId = InvoiceId,
        ProductId = ProductId,
        Subject = Subject,
        Text = Text,
        Owner = Owner,
        DueOn = DueOn ?? existing.DueOn,
        State = State ?? existing.State,
        Resolution = Resolution,
    };

    private static AskedCase Read(JsonMembers asked) => new()
    {
        CustomerId = asked.Line("customerId", Case.LongestId, required: true)?.Trim(' ') ?? "",
        OrderId = asked.Line("orderId", Case.LongestId)?.Trim(' '),
        InvoiceId = asked.Line("invoiceId", Case.LongestId)?.Trim(' '),
        ProductId = asked.Line("productId", Case.LongestId)?.Trim(' '),
        Subject = asked.Line("subject", Case.LongestSubject, required: true) ?? "",
        Text = asked.Text("text", Case.LongestText),
        Owner = asked.Line("owner", Case.LongestOwner)?.Trim(' '),
        DueOn = asked.Value("dueOn", ContractDay.Find, ContractDay.Expected),
        State = asked.Value<CaseState>("state"),
        Resolution = asked.Line("resolution", Case.LongestText),
    };
}
