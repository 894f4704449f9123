using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.OpenApi;

namespace Hub.Host.Tests;

/// <summary>/hub/api/openapi.json, held against what the hub has and answers.</summary>
public sealed class TheHubsOwnApi(AccessHub hub) : IClassFixture<AccessHub>
{
    private const string Admin = "admin-everywhere";
    private const string Prefix = "/hub/api/";

    public static TheoryData<AccessRow> Rows =>
    [
        .. AccessRow.All.Where(r => r.Endpoint[0] != '*' && new[] { Prefix, "/hub/feed/", "/hub/records/" }.Any(p =>
            r.Endpoint.Contains($" {p}", StringComparison.Ordinal))),
    ];

    /// <summary>What can be read without an end and without a record that is to be there first.</summary>
    public static TheoryData<string> Readable =>
    [
        "routes", "routes/orders.get", "routes/orders.get/preview?stage=canary&percent=5", "sides", "revisions",
        "revisions?limit=1&states=false", "revisions/1/rollout", "audit", "audit/verification?revisions=1", "plan", "plans",
        "revisions/1/plan", "approvals", "tokens", "nodes", "sync/links", "sync/kept", "sync/waiting", "sync/parked",
        "sync/conflicts",
        "sync/parked?reason=refused&since=2020-01-01&limit=5", "sync/parked/count", "sync/conflicts/count?key=K",
        "systems", "jobs", "openapi.json",
    ];

    [Fact]
    public async Task It_is_valid_OpenAPI_as_somebody_elses_reader_sees_it()
    {
        var read = OpenApiDocument.Parse((await ReadAsync("openapi.json")).GetRawText(), "json");
        read.Diagnostic!.Errors.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty();
        read.Diagnostic.Warnings.Select(e => $"{e.Pointer}: {e.Message}").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_endpoint_is_told_with_what_it_takes_and_answers(AccessRow row)
    {
        var operation = (await ReadAsync("openapi.json")).GetProperty("paths")
            .GetProperty(row.Pattern.Replace(":long", "", StringComparison.Ordinal).TrimEnd('/'))
            .GetProperty(row.Method.ToLowerInvariant());
        operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
        operation.GetProperty("description").GetString()!.ShouldContain($"role {row.Role}", Case.Insensitive);
        operation.GetProperty("responses").EnumerateObject()
            .Any(r => r.Name[0] == '2' && r.Value.TryGetProperty("content", out _)).ShouldBeTrue();
        operation.TryGetProperty("requestBody", out _)
            .ShouldBe(row.Method == "POST" && !row.Pattern.EndsWith("parked/{id}/replay", StringComparison.Ordinal)
                && !row.Pattern.EndsWith("/recordings", StringComparison.Ordinal)
                && !row.Pattern.EndsWith("/reconcile", StringComparison.Ordinal)
                && !row.Pattern.EndsWith("/capture", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task What_is_answered_is_as_it_is_told(string path)
    {
        var document = await ReadAsync("openapi.json");
        var told = document.GetProperty("paths").EnumerateObject()
            .Single(p => IsAt(p.Name, Prefix + path.Split('?')[0]) && p.Value.TryGetProperty("get", out _));
        var schema = SchemaOf(document, told.Value.GetProperty("get"));

        var answer = await ReadAsync(path);

        var result = schema.Evaluate(answer, new EvaluationOptions { OutputFormat = OutputFormat.List });
        result.IsValid.ShouldBeTrue(string.Join('\n', (result.Details ?? []).Where(d => d.Errors is not null)
            .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"))));
    }

    private static bool IsAt(string template, string path)
    {
        var (segments, given) = (template.Split('/'), path.Split('/'));
        return segments.Length == given.Length
            && segments.Zip(given).All(s => s.First == s.Second || (s.First.StartsWith('{') && !segments.Contains(s.Second)));
    }

    /// <summary>Members that the document does not tell are faults, too.</summary>
    private static JsonSchema SchemaOf(JsonElement document, JsonElement operation)
    {
        var schema = JsonNode.Parse(operation.GetProperty("responses").GetProperty("200").GetProperty("content")
            .GetProperty("application/json").GetProperty("schema").GetRawText())!.AsObject();
        schema["$defs"] = JsonNode.Parse(document.GetProperty("components").GetProperty("schemas").GetRawText());
        Close(schema["$defs"]);
        return JsonSchema.FromText(
            schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonArray entries)
            foreach (var entry in entries)
                Close(entry);
        if (node is not JsonObject members)
            return;
        foreach (var (_, member) in members.ToList())
            Close(member);
        if (members["properties"] is JsonObject { Count: > 0 } && !members.ContainsKey("additionalProperties"))
            members["additionalProperties"] = false;
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Prefix + path);
        request.Headers.Authorization = new("Bearer", hub.TokenOf(Admin));
        using var response = await hub.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
