using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Hub.Platform.Identity;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Hub.Host.Tests;

/// <summary>
/// An assistant with the protocol's own client at a running hub: what it may read, role by role, and that it only reads.
/// </summary>
public sealed class AssistantsRead(AccessHub hub) : IClassFixture<AccessHub>
{
    [Fact]
    public async Task Every_tool_reads_and_says_so()
    {
        await using var client = await ConnectAsync("viewer-everywhere");
        var tools = await client.ListToolsAsync();
        tools.Select(t => t.Name).ShouldBe(
            ["routes", "evidence", "explain", "sync_status", "conflicts", "plan_check"], ignoreOrder: true);
        tools.ShouldAllBe(t => t.ProtocolTool.Annotations!.ReadOnlyHint == true);
        var before = (await hub.Audit.ListAsync(1)).FirstOrDefault()?.Number ?? 0;
        foreach (var (tool, arguments) in Calls)
            (await client.CallToolAsync(tool, arguments)).Content.ShouldNotBeEmpty(tool);
        ((await hub.Audit.ListAsync(1)).FirstOrDefault()?.Number ?? 0).ShouldBe(before);
    }

    [Fact]
    public async Task Each_role_is_answered_as_the_api_answers_it()
    {
        foreach (var caller in AccessHub.Callers)
        {
            if (caller.Role < AccessRole.Viewer)
            {
                await Should.ThrowAsync<Exception>(() => ConnectAsync(caller.Name), caller.Name);
                continue;
            }

            await using var client = await ConnectAsync(caller.Name);
            var told = Text(await client.CallToolAsync("routes", new Dictionary<string, object?>(StringComparer.Ordinal)));
            using var request = new HttpRequestMessage(HttpMethod.Get, "/hub/api/routes");
            request.Headers.Authorization = new("Bearer", hub.TokenOf(caller.Name));
            using var answer = await hub.Client.SendAsync(request);
            Ids(told).ShouldBe(Ids(await answer.Content.ReadAsStringAsync()), caller.Name);
        }
    }

    [Fact]
    public async Task A_plan_is_checked_without_being_applied_or_reading_this_machine()
    {
        await using var client = await ConnectAsync("viewer-everywhere");
        var told = Text(await client.CallToolAsync("plan_check", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["files"] = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["capabilities/a.yaml"] = "capability: a\nowner: \"${env:PATH}\"\nsidess: { legacy: http://127.0.0.1:9 }\n",
            },
        }));
        using var answer = JsonDocument.Parse(told);
        answer.RootElement.GetProperty("valid").GetBoolean().ShouldBeFalse();
        answer.RootElement.GetProperty("errors").EnumerateArray().ShouldContain(
            e => e.GetProperty("line").GetInt32() == 3 && e.GetProperty("message").GetString()!.Contains("did you mean 'sides'"));
        told.ShouldNotContain(Environment.GetEnvironmentVariable("PATH")!);
    }

    [Fact]
    public async Task A_name_reaches_nothing_but_what_it_names()
    {
        await using var client = await ConnectAsync("viewer-everywhere");
        foreach (var name in new[] { "../../tokens", "..", "x/../../audit", "%2e%2e%2ftokens" })
        {
            var result = await client.CallToolAsync("evidence", new Dictionary<string, object?> { ["route"] = name });
            result.IsError.ShouldBe(true, name);
        }
    }

    [Theory]
    [InlineData("""{ "name": "evidence" }""", "'route' is missing: a text")]
    [InlineData("""{ "name": "evidence", "arguments": { "route": 5 } }""", "'route' is not a text")]
    [InlineData("""{ "name": "evidence", "arguments": { "route": "a.get", "rout": "x" } }""", "'rout' is not an argument")]
    [InlineData("""{ "name": "plan_check", "arguments": { "files": { "a": null } } }""", "'files' is not an object of texts")]
    [InlineData("""{ "name": "plan_check", "arguments": { "files": [] } }""", "'files' is not an object of texts")]
    [InlineData("""{ "name": "shift", "arguments": { "route": "orders.get" } }""", "There is no tool 'shift'")]
    public async Task A_call_with_faults_is_told_them(string call, string told)
    {
        using var answer = await PostAsync($$"""{ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {{call}} }""");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var data = (await answer.Content.ReadAsStringAsync()).Split("data: ")[1];
        var result = JsonElement.Parse(data).GetProperty("result");
        result.GetProperty("isError").GetBoolean().ShouldBeTrue();
        result.GetProperty("content")[0].GetProperty("text").GetString()!.ShouldContain(told);
    }

    [Theory]
    [InlineData("""{ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "protocolVersion": 5 } }""", 400)]
    [InlineData("""[{ "jsonrpc": "2.0", "id": 1, "method": "ping" }]""", 400)]
    [InlineData("""{ "jsonrpc": "1.0", "id": 1, "method": "ping" }""", 400)]
    [InlineData("", 400)]
    public async Task A_message_that_is_none_of_the_protocol_is_the_callers_fault(string message, int status)
    {
        using var answer = await PostAsync(message);
        ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_message_of_another_type_or_too_large_is_refused_as_such()
    {
        const string ping = """{ "jsonrpc": "2.0", "id": 1, "method": "ping" }""";
        using var text = await PostAsync(ping, "text/plain");
        text.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var large = await PostAsync(ping + new string(' ', 9 * 1024 * 1024));
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<HttpResponseMessage> PostAsync(string message, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hub/mcp")
        {
            Content = new StringContent(message, new MediaTypeHeaderValue(type)),
        };
        request.Headers.Authorization = new("Bearer", hub.TokenOf("viewer-everywhere"));
        // Refused by its length, before it is sent.
        request.Headers.ExpectContinue = true;
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        return await hub.Client.SendAsync(request);
    }

    private static (string Tool, Dictionary<string, object?> Arguments)[] Calls { get; } =
    [
        ("routes", []), ("routes", new() { ["route"] = "orders.get" }), ("evidence", new() { ["route"] = "orders.get" }),
        ("explain", new() { ["request"] = "nosuch" }), ("sync_status", []), ("conflicts", []),
        ("plan_check", new() { ["files"] = new Dictionary<string, string>() }),
    ];

    private async Task<McpClient> ConnectAsync(string caller) => await McpClient.CreateAsync(new HttpClientTransport(new()
    {
        Endpoint = new Uri(hub.Client.BaseAddress!, "/hub/mcp"),
        TransportMode = HttpTransportMode.StreamableHttp,
        AdditionalHeaders = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Authorization"] = $"Bearer {hub.TokenOf(caller)}",
        },
    }));

    private static string Text(CallToolResult result) => ((TextContentBlock)result.Content[0]).Text;

    private static IEnumerable<string?> Ids(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("routes").EnumerateArray().Select(r => r.GetProperty("id").GetString())];
    }
}
