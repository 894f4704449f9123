using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Samples;

/// <summary>A sample as the capability's public contract shows it.</summary>
internal sealed record Sample : IServiceRecord<Sample>
{
    public const int LongestId = 40;
    public const int LongestText = 4000;

    public required string Id { get; init; }

    [StringLength(LongestId)]
    public required string CustomerId { get; init; }

    public required SampleState State { get; init; }

    [StringLength(LongestText)]
    public required string Text { get; init; }

    [JsonConverter(typeof(UtcTime))]
    public required DateTimeOffset MadeAt { get; init; }

    [JsonConverter(typeof(UtcTime))]
    [Description("When it was last changed; equal to madeAt where it never was.")]
    public required DateTimeOffset ChangedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id of the request that made it.")]
    public string? ExternalReference { get; init; }

    /// <summary>The entity tag.</summary>
    [JsonIgnore]
    public string Tag => EntityTag.Of(JsonSerializer.SerializeToElement(this, SampleJson.Default.Sample));

    string IServiceRecord<Sample>.CohortKey => CustomerId;

    public Sample Named(string id, string? externalReference) => this with { Id = id, ExternalReference = externalReference };

    public bool Says(Sample other) => this == other;
}

[JsonConverter(typeof(ContractNameConverter<SampleState>))]
internal enum SampleState
{
    Open,
    Waiting,
    Closed,
}

/// <summary>The contract as the log carries it: strict, since a member that is not known would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(Finding.SamplePage))]
[JsonSerializable(typeof(Keeping.AskedSample))]
internal sealed partial class SampleJson : JsonSerializerContext;
