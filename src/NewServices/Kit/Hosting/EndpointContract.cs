using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// What an endpoint of a service takes and answers, in JSON Schema (2020-12) as OpenAPI 3.1 has it: metadata of the endpoint,
/// from which the hub describes routes that no legacy side knows.
/// </summary>
/// <param name="Status">The status of a successful answer.</param>
/// <param name="Description">What that answer is.</param>
public sealed record EndpointContract(int Status, string Description)
{
    /// <summary>The schema of the answer; null for an answer without a body.</summary>
    public JsonObject? Answer { get; init; }

    /// <summary>The schema of the body it takes; null for none.</summary>
    public JsonObject? Body { get; init; }

    /// <summary>The query parameters it takes, each with its schema.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonObject>> Query { get; init; } = [];

    /// <summary>What it may refuse, by status: 404, 409, 422.</summary>
    public IReadOnlyList<KeyValuePair<int, string>> Refusals { get; init; } = [];

    /// <summary>Whether answers have an entity tag, and requests may depend on it.</summary>
    public bool Tagged { get; init; }
}

/// <summary>How an endpoint is described.</summary>
public static class EndpointDescribing
{
    /// <summary>Tells what the endpoint takes and answers.</summary>
    public static TBuilder Describes<TBuilder>(this TBuilder endpoint, EndpointContract contract)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(contract);
}
