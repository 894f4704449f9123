using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Sql;

/// <summary>A statement and what it gave, as JSON for people to look at.</summary>
internal static class SqlExchange
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Show(SqlOperation operation, JsonNode document) =>
        new JsonObject { ["statement"] = operation.Text, ["parameters"] = document.DeepClone() }.ToJsonString(Plain);

    /// <returns>Null where the database said nothing.</returns>
    public static string? Show(SystemOutcome outcome) => outcome switch
    {
        Answer answer => answer.Document?.ToJsonString(Plain) ?? "null",
        Fault fault => new JsonObject { ["fault"] = fault.Name, ["text"] = fault.Text }.ToJsonString(Plain),
        _ => null,
    };
}
