using System.Text.Json;

namespace Hub.Facade.Composing;

/// <summary>What a part has come to.</summary>
internal sealed record PartAnswer
{
    /// <summary>Its JSON as the side wrote it; null where it is missing.</summary>
    public ReadOnlyMemory<byte>? Json { get; init; }

    /// <summary>Its JSON, to find fields in.</summary>
    public JsonElement Root { get; init; }

    /// <summary>Why it is missing, or some of it is, by <see cref="PartReason"/>; null where nothing is.</summary>
    public string? Reason { get; init; }

    /// <summary>The HTTP status of the answer; null without one.</summary>
    public int? Status { get; init; }

    /// <summary>The side that answered; null where it is not told.</summary>
    public string? Side { get; init; }

    /// <summary>How old it is, where it stands in for a missing answer.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>What the answer said of its failure; null where it said nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>With 401, what the caller is asked for.</summary>
    public string? Challenge { get; init; }

    /// <summary>Whether the side said that its answer may not be kept.</summary>
    public bool NoStore { get; init; }

    /// <summary>The answers by key, where it was asked for each entry of a list; null elsewhere.</summary>
    public IReadOnlyList<KeyValuePair<string, PartAnswer>>? Entries { get; init; }

    /// <summary>Whether it is missing, or any of its entries is. A record that names no other one lacks nothing.</summary>
    public bool IsMissing => Reason is not (null or PartReason.NoKey) || Entries?.Any(e => e.Value.IsMissing) == true;

    /// <summary>Whether all of it is here, and new.</summary>
    public bool IsWhole => Reason is null && Age is null && (Entries?.All(e => e.Value.IsWhole) ?? true);

    /// <summary>A part that is missing.</summary>
    public static PartAnswer Missing(string reason) => new() { Reason = reason };

    /// <summary>The first answer that explains why it is missing.</summary>
    public PartAnswer Cause =>
        Reason is null && Entries?.FirstOrDefault(e => e.Value.IsMissing).Value is { } entry ? entry : this;
}
