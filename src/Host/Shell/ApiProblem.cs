using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Shell;

/// <summary>A problem+json (RFC 9457) as the hub answers with it, or another server in its place.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">A short summary.</param>
/// <param name="Detail">What happened.</param>
/// <param name="Errors">The faults of the request.</param>
/// <param name="Fault">What the system of record answered, where that is why.</param>
internal sealed record ApiProblem(
    int? Status, string? Title, string? Detail, IReadOnlyList<ProblemError>? Errors, JsonNode? Fault)
{
    /// <summary>Reads it; null where the answer is none, as another server's may be.</summary>
    public static ApiProblem? Of(JsonElement answer)
    {
        try
        {
            return answer.Deserialize<ApiProblem>(JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
