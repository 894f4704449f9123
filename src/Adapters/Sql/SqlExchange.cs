using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Sql;

/// <summary>A statement and what it gave, as JSON for people to look at.</summary>
internal static class SqlExchange
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Show(SqlWork work)
    {
        var statements = work.Statements.Select(Show).ToList();
        return (statements.Count == 1 ? statements[0] : (JsonNode)new JsonArray([.. statements])).ToJsonString(Plain);
    }

    /// <returns>Null where the database said nothing.</returns>
    public static string? Show(SystemOutcome outcome) => outcome switch
    {
        Answer answer => answer.Text?.ToString() ?? "null",
        Fault fault => new JsonObject { ["fault"] = fault.Name, ["text"] = fault.Text }.ToJsonString(Plain),
        _ => null,
    };

    private static JsonObject Show(SqlStatement statement)
    {
        var parameters = new JsonObject();
        foreach (var parameter in statement.Parameters.Where(p => !p.Return))
            parameters[parameter.Name] = parameter.Value switch
            {
                null => null,
                SqlRaw raw => raw.Text,
                var value => SqlValue.ToJson(value, parameter.Type),
            };
        return new JsonObject { ["statement"] = statement.Text, ["parameters"] = parameters };
    }
}
