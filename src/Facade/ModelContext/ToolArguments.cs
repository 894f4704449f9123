using System.Text.Json;
using Hub.ServiceKit.Problems;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Hub.Facade.ModelContext;

/// <summary>
/// Tells an assistant what is wrong with a call, by the tool's own schema: the library says only that something is, and logs it
/// as a fault of the hub.
/// </summary>
internal static class ToolArguments
{
    /// <summary>Answers calls that have faults with all of them, and hands on the others.</summary>
    public static McpRequestHandler<CallToolRequestParams, CallToolResult> Check(
        McpRequestHandler<CallToolRequestParams, CallToolResult> next) => (request, cancellation) =>
        request.MatchedPrimitive is not McpServerTool tool
            ? ValueTask.FromResult(OwnReading.Refuse(
                $"There is no tool '{Spelling.Shorten(request.Params?.Name ?? "")}'; tools/list lists them."))
        : FaultsOf(tool.ProtocolTool.InputSchema, request.Params?.Arguments) is { Count: > 0 } faults
            ? ValueTask.FromResult(OwnReading.Refuse(string.Join(' ', faults)))
            : next(request, cancellation);

    private static List<string> FaultsOf(JsonElement schema, IDictionary<string, JsonElement>? arguments)
    {
        var given = arguments ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var known = schema.GetProperty("properties").EnumerateObject().ToDictionary(
            p => p.Name, p => p.Value, StringComparer.Ordinal);
        List<string> faults =
        [
            .. given.Keys.Where(n => !known.ContainsKey(n))
                .Select(n => $"'{Spelling.Shorten(n)}' is not an argument"
                    + Spelling.EndSentence(Spelling.DidYouMean(n, known.Keys))),
            .. given.Where(g => known.TryGetValue(g.Key, out var type) && !Fits(g.Value, type))
                .Select(g => $"'{g.Key}' is not {Described(known[g.Key])}."),
        ];
        if (schema.TryGetProperty("required", out var required))
            faults.AddRange(required.EnumerateArray().Select(r => r.GetString()!).Where(r => !given.ContainsKey(r))
                .Select(r => $"'{r}' is missing: {Described(known[r])}."));
        return faults;
    }

    private static bool Fits(JsonElement value, JsonElement schema) => value.ValueKind switch
    {
        JsonValueKind.String => Takes(schema, "string"),
        JsonValueKind.Null => Takes(schema, "null"),
        JsonValueKind.Object => Takes(schema, "object")
            && (!schema.TryGetProperty("additionalProperties", out var each)
                || value.EnumerateObject().All(p => Fits(p.Value, each))),
        _ => false,
    };

    private static bool Takes(JsonElement schema, string type) => schema.TryGetProperty("type", out var types)
        && (types.ValueKind == JsonValueKind.Array
            ? types.EnumerateArray().Any(t => t.GetString() == type)
            : types.GetString() == type);

    // What each tool takes is a text or an object of texts.
    private static string Described(JsonElement schema) => (Takes(schema, "object") ? "an object of texts" : "a text")
        + (schema.TryGetProperty("description", out var said) ? $": {said.GetString()!.TrimEnd('.')}" : "");
}
