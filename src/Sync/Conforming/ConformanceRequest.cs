using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Hub.Sync.LinkedServices;

namespace Hub.Sync.Conforming;

/// <summary>Which service is held against the contract for linked services (docs/linking-a-service.md), and how.</summary>
/// <param name="Address">Its scheme, host and port.</param>
/// <param name="Changes">The path of its changes.</param>
/// <param name="Records">The path of its records.</param>
public sealed record ConformanceRequest(Uri Address, string Changes, string Records)
{
    /// <summary>The bearer token that it wants; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>The content of a record that it takes; the key is put in as <c>id</c>.</summary>
    public JsonObject Record { get; init; } = new() { ["note"] = "made by ./hub sync conform" };

    /// <summary>The fields of it that are changed, with their other values.</summary>
    public JsonObject Edit { get; init; } = new() { ["note"] = "edited by ./hub sync conform" };

    /// <summary>Whether the rules that write are left out.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How long a change may take from its write until it is told.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>What the keys of all records begin with that are written, and deleted at the end.</summary>
    public string Prefix { get; } = $"{ServiceEvents.TrialKeys}{RandomNumberGenerator.GetHexString(8, lowercase: true)}-";
}
