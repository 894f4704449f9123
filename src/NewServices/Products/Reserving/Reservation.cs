using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Products.Reserving;

/// <summary>Stock held for somebody under a reference, as the capability's public contract shows it.</summary>
internal sealed record Reservation : IServiceRecord<Reservation>
{
    public const int LongestReference = 64;
    public const int LongestSku = 12;
    public const int MostLines = 100;
    public const int LargestQuantity = 999_999;

    [StringLength(LongestReference)]
    [Description("The name that the caller gave it: the order's id, say.")]
    public required string Reference { get; init; }

    [Description("Only what is held can be committed, and only what is held reduces what is available.")]
    public required ReservationState State { get; init; }

    [JsonConverter(typeof(UtcTime))]
    public required DateTimeOffset ReservedAt { get; init; }

    [JsonConverter(typeof(UtcTime))]
    [Description("When it gives back what it holds, unless it was committed before.")]
    public required DateTimeOffset ExpiresAt { get; init; }

    public required IReadOnlyList<ReservedLine> Lines { get; init; }

    string IServiceRecord<Reservation>.Id => Reference;

    string IServiceRecord<Reservation>.CohortKey => Reference;

    string? IServiceRecord<Reservation>.ExternalReference => null;

    Reservation IServiceRecord<Reservation>.Named(string id, string? externalReference) => this with { Reference = id };

    public bool Says(Reservation other) => this with { Lines = other.Lines } == other && Lines.SequenceEqual(other.Lines);

    /// <summary>Returns it as it stands at a time: what is held expires by itself.</summary>
    public Reservation At(DateTimeOffset now) =>
        State == ReservationState.Held && ExpiresAt <= now ? this with { State = ReservationState.Expired } : this;
}

internal sealed record ReservedLine(string Sku, [property: Range(1, Reservation.LargestQuantity)] int Quantity);

[JsonConverter(typeof(ContractNameConverter<ReservationState>))]
internal enum ReservationState
{
    Held,
    Released,
    Committed,
    Expired,
}

/// <summary>The contract as the log carries it: strict, since a member that is not known would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Reservation))]
[JsonSerializable(typeof(AskedReservation))]
internal sealed partial class ReservationJson : JsonSerializerContext;
