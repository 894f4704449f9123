using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Tests;
using Microsoft.Data.Sqlite;

namespace Hub.Adapters.Tests.Operations;

/// <summary>A database's operations by POST /systems/{system}/operations/{op}.</summary>
public sealed class CallingTables : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = $"Data Source={_folder.File("ledger.db")}";
        await using (var database = new SqliteConnection(connection))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText =
                "CREATE TABLE note (id int PRIMARY KEY, text varchar(20)); INSERT INTO note VALUES (1, 'one'), (2, NULL);";
            await command.ExecuteNonQueryAsync();
        }

        var bundle = RunningAdapters.Bundle(
            ("capabilities/notes.yaml", """
                capability: notes
                owner: notes-team
                zone: inside
                access: token
                sides: { legacy: "adapter:ledger" }
                routes: { notes.get: { match: "GET /api/notes/{id}" } }
                """),
            ("systems/ledger.yaml", """
                system: ledger
                sql: { provider: sqlite, connection: "${env:LEDGER}" }
                tables:
                  note: { columns: { id: int, text: text? }, key: [id], write: [update] }
                resources:
                  notes.get: { call: note.get, in: { id: path.id }, out: { id: id, text: text } }
                """));
        _hub = await RunningAdapters.StartAsync(
            bundle, new PlanReferences(new Dictionary<string, string> { ["LEDGER"] = connection }));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_write_that_is_sent_again_under_its_key_is_answered_as_it_was_and_done_once()
    {
        using var first = await PostAsync("note.update", """{"id":2,"text":"two"}""", "k-1");
        var answer = await first.Content.ReadAsStringAsync();
        answer.ShouldContain("two");
        (await PostAsync("note.update", """{"id":2,"text":"three"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var again = await PostAsync("note.update", """{"id":2,"text":"two"}""", "k-1");
        (again.StatusCode, await again.Content.ReadAsStringAsync()).ShouldBe((HttpStatusCode.OK, answer));
        again.Headers.GetValues("Idempotent-Replayed").Single().ShouldBe("true");
        (await (await PostAsync("note.get", """{"id":2}""")).Content.ReadAsStringAsync()).ShouldContain("three");
        (await PostAsync("note.update", """{"id":2,"text":"four"}""", "k-1")).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        var large = new string('x', 2 * 1024 * 1024);
        (await PostAsync("note.update", $$"""{"id":2,"text":"{{large}}"}""", "k-2")).StatusCode
            .ShouldBe(HttpStatusCode.OK, "what goes without a key goes with one");
    }

    [Fact]
    public async Task A_row_is_read_with_its_version_and_written_under_it()
    {
        using var read = await PostAsync("note.get", """{"id":1}""");
        var version = read.Headers.ETag!.Tag.Trim('"');
        (await read.Content.ReadAsStringAsync()).ShouldBe($$"""{"id":1,"text":"one","version":"{{version}}"}""");

        using var written = await PostAsync("note.update", $$"""{"id":1,"text":"two","version":"{{version}}"}""");
        written.StatusCode.ShouldBe(HttpStatusCode.OK, await written.Content.ReadAsStringAsync());
        using var late = await PostAsync("note.update", $$"""{"id":1,"text":"three","version":"{{version}}"}""");
        ((int)late.StatusCode).ShouldBeInRange(409, 412);
        using var after = await PostAsync("note.get", """{"id":1}""");
        (await after.Content.ReadAsStringAsync()).ShouldStartWith("""{"id":1,"text":"two",""");
    }

    [Fact]
    public async Task No_row_is_404_and_a_misspelt_column_is_told()
    {
        (await PostAsync("note.get", """{"id":9}""")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var misspelt = await PostAsync("note.update", """{"id":1,"txet":"x"}""");
        misspelt.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await misspelt.Content.ReadAsStringAsync()).ShouldContain("\"path\":\"txet\"");
    }

    [Fact]
    public async Task What_the_plan_does_not_allow_cannot_be_called()
    {
        using var response = await PostAsync("note.delete", """{"id":1}""");
        response.StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
        (await response.Content.ReadAsStringAsync()).ShouldContain("write");
    }

    [Fact]
    public async Task An_operation_tells_what_it_takes_and_whether_it_writes()
    {
        var get = JsonNode.Parse(await _hub.Client.GetStringAsync("/systems/ledger/operations/note.get"))!;
        (get["access"]!.ToString(), get["input"]!["$ref"]!.ToString()).ShouldBe(("read", "#/components/schemas/ledger.note.get"));
        get["components"]!["schemas"]!["ledger.note.get"]!["required"]!.ToJsonString().ShouldBe("""["id"]""");
        var list = JsonNode.Parse(await _hub.Client.GetStringAsync("/systems/ledger/operations/note.list"))!;
        var limit = list["components"]!["schemas"]!["ledger.note.list"]!["properties"]!["limit"]!.ToString();
        limit.ShouldContain("\"maximum\": 200");
        limit.ShouldNotContain("2147483647");
        JsonNode.Parse(await _hub.Client.GetStringAsync("/systems/ledger/operations/note.update"))!["access"]!.ToString()
            .ShouldBe("write");
    }

    private Task<HttpResponseMessage> PostAsync(string operation, string body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/systems/ledger/operations/{operation}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return _hub.Client.SendAsync(request);
    }
}
