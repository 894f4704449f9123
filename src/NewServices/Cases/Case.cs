using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Cases;

/// <summary>A case of customer service as the capability's public contract shows it.</summary>
internal sealed record Case : IServiceRecord<Case>
{
    public const int LongestId = 40;
    public const int LongestSubject = 120;
    public const int LongestOwner = 60;
    public const int LongestText = 4000;

    public required string Id { get; init; }

    public required string CustomerId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The order that it is about.")]
    public string? OrderId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The invoice that it is about.")]
    public string? InvoiceId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The product that it is about.")]
    public string? ProductId { get; init; }

    public required CaseState State { get; init; }

    [StringLength(LongestSubject)]
    public required string Subject { get; init; }

    [StringLength(LongestText)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [StringLength(LongestOwner)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Who works on it.")]
    public string? Owner { get; init; }

    [Description("The day by which it is to be resolved.")]
    public required DateOnly DueOn { get; init; }

    [StringLength(LongestText)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("How it was resolved.")]
    public string? Resolution { get; init; }

    [JsonConverter(typeof(UtcTime))]
    public required DateTimeOffset OpenedAt { get; init; }

    [JsonConverter(typeof(UtcTime))]
    [Description("When it was last changed; equal to openedAt where it never was.")]
    public required DateTimeOffset ChangedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id of the request that opened it.")]
    public string? ExternalReference { get; init; }

    /// <summary>The entity tag.</summary>
    [JsonIgnore]
    public string Tag => EntityTag.Of(JsonSerializer.SerializeToElement(this, CaseJson.Default.Case));

    string IServiceRecord<Case>.CohortKey => CustomerId;

    public Case Named(string id, string? externalReference) => this with { Id = id, ExternalReference = externalReference };

    public bool Says(Case other) => this == other;
}

[JsonConverter(typeof(ContractNameConverter<CaseState>))]
internal enum CaseState
{
    Open,
    InProgress,
    Waiting,
    Resolved,
    Closed,
}

/// <summary>The contract as the log carries it: strict, since a member that is not known would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Case))]
[JsonSerializable(typeof(Finding.CasePage))]
[JsonSerializable(typeof(Keeping.AskedCase))]
internal sealed partial class CaseJson : JsonSerializerContext;
