using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.Host.Tests;

/// <summary>A feed as people and other programs read it: by command, and by the Python of docs/feed.md.</summary>
public sealed partial class FeedByCommand : DemoOfItsOwn
{
    private const string Python = "/usr/bin/python3";

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task An_archive_holds_every_record_and_the_next_one_what_came_later()
    {
        var (first, later) = (Folder.File("first.ndjson.gz"), Folder.File("later.ndjson.gz"));
        var archived = await HubCommand.RunAsync(Environment, "feed", "archive", "customers", "--to", first);
        archived.ExitCode.ShouldBe(0, archived.Errors);
        archived.Output.ShouldContain($"50 changes are in {first}. What comes later: --after ");
        var events = Read(first);
        events.Count.ShouldBe(50);
        events.Select(e => e["data"]!["id"]!.ToString()).ShouldBe(events.Select(e => e["subject"]!.ToString()));
        events.ShouldContain(e => e["data"]!["name"]!.ToString().Contains("Müller"));

        await ChangeAsync("C-1001", "archived");
        var cursor = events[^1]["cursor"]!.ToString();
        archived.Output.Trim().ShouldEndWith(cursor);
        await Eventually.HoldsAsync(
            async () => (await Hub.GetAsync($"/hub/feed/customers?after={cursor}")).GetArrayLength() == 1);
        (await HubCommand.RunAsync(Environment, "feed", "archive", "customers", "--to", later, "--after", cursor)).Output
            .ShouldContain("1 change is in ");
        Read(later).ShouldHaveSingleItem()["data"]!["note"]!.ToString().ShouldBe("archived");

        var shown = await HubCommand.RunAsync(Environment, "feed", "read", "customers", "--limit", "3");
        shown.Output.Trim().Split('\n').Length.ShouldBe(3);
        shown.Errors.ShouldContain("The first 3 are shown; further ones: --after ");
        var gone = await HubCommand.RunAsync(Environment, "feed", "read", "orders", "--after", cursor);
        (gone.ExitCode, gone.Output).ShouldBe((1, ""));
        gone.Errors.ShouldContain("Begin again at the start, /hub/feed/orders");
    }

    [Fact]
    public async Task An_archive_that_is_killed_half_way_leaves_nothing_under_its_name()
    {
        await FillAsync(400_000);
        var file = Folder.File("half.ndjson.gz");
        await File.WriteAllTextAsync(file, "the one before");
        await using (var archive = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, "feed", "archive", "customers", "--to", file], Environment))
        {
            await Eventually.HoldsAsync(() => File.Exists(file + ".new") && new FileInfo(file + ".new").Length > 0);
            await archive.KillAsync();
        }

        (await File.ReadAllTextAsync(file)).ShouldBe("the one before");
        File.Delete(file + ".new");
        await using var interrupted = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, "feed", "archive", "customers", "--to", file], Environment);
        await Eventually.HoldsAsync(() => File.Exists(file + ".new") && new FileInfo(file + ".new").Length > 0);
        interrupted.Interrupt();
        (await interrupted.ExitAsync()).ShouldBe(1);
        interrupted.Errors.ShouldContain($"Nothing was archived: {file} is as it was.");
        File.Exists(file + ".new").ShouldBeFalse();
    }

    [Fact]
    public async Task A_feed_that_is_followed_tells_a_change_as_it_comes_and_ends_when_asked_to()
    {
        await using var follow = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, "feed", "read", "customers", "--follow", "--json"], Environment);
        await follow.LineAsync("the last of what there is", _ => follow.Output.Count == 50);
        await ChangeAsync("C-1002", "followed");
        var line = await follow.LineAsync("the change", l => l.Contains("followed"));
        JsonNode.Parse(line)!["subject"]!.ToString().ShouldBe("C-1002");
        follow.Interrupt();
        (await follow.ExitAsync()).ShouldBe(0, follow.Errors);
        follow.Errors.ShouldContain("what comes later: --after ");
    }

    [Fact]
    public async Task A_stream_outlives_no_token_and_is_for_tokens_that_cover_the_entity()
    {
        using var admin = new HttpClient { BaseAddress = Hub.Address };
        admin.DefaultRequestHeaders.Authorization = new("Bearer", Hub.Token);
        using var made = await admin.PostAsJsonAsync(
            "/hub/api/tokens", new { name = "warehouse", role = "consumer", capabilities = new[] { "customers" } });
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
        using var reader = new HttpClient { BaseAddress = Hub.Address };
        reader.DefaultRequestHeaders.Authorization = new("Bearer", token);
        foreach (var other in new[] { "/hub/feed/orders", "/hub/records/orders", "/hub/records/orders/O-3001" })
            (await reader.GetAsync(other)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var (query, fault) in new[]
        {
            ("contacts=x", "cannot be looked for: it is a list"), ("contacts.role=x", "cannot be looked for: contacts is a list"),
            ("name.first=x", "is not known: name is a single value"), ("nmae=x", "did you mean 'name'?"),
        })
            (await (await reader.GetAsync($"/hub/records/customers?{query}")).Content.ReadAsStringAsync()).ShouldContain(fault);
        // It sees nothing of the hub itself, and the public document tells it of its own feed.
        foreach (var other in new[] { "/hub/api/routes", "/hub/api/sync/parked", "/hub/metrics", "/systems/" })
            (await reader.GetAsync(other)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.GetAsync("/hub/records/customers/C-1001")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var told = JsonNode.Parse(await reader.GetStringAsync("/hub/openapi.json"))!["paths"]!.AsObject();
        told.Select(p => p.Key).Where(p => p.StartsWith("/hub/", StringComparison.Ordinal)).ShouldBe(
            ["/hub/feed/customers", "/hub/records/customers", "/hub/records/customers/{key}"]);
        reader.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        using var stream = new StreamReader(await reader.GetStreamAsync("/hub/feed/customers"));
        (await stream.ReadLineAsync()).ShouldBe("retry: 1000");

        (await admin.DeleteAsync("/hub/api/tokens/warehouse")).EnsureSuccessStatusCode();
        await stream.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        (await reader.GetAsync("/hub/feed/customers")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_Python_of_the_docs_keeps_a_copy_and_begins_again_where_its_cursor_is_gone()
    {
        if (!File.Exists(Python))
            Assert.Skip("Python (package python3) is not here.");
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/feed.md"));
        await File.WriteAllTextAsync(Folder.File("copy.py"), Code().Match(text).Groups["code"].Value);
        var copy = Folder.File("copy.db");
        await using (var consumer = Start())
        {
            await CopiedAsync(consumer, "SELECT COUNT(*) FROM record", "50");
            await ChangeAsync("C-1003", "copied");
            await CopiedAsync(consumer, "SELECT json_extract(data, '$.note') FROM record WHERE key = 'C-1003'", "copied");
        }

        // What it holds of before is gone with the cursor.
        var cursor = (await Hub.GetAsync("/hub/feed/products?limit=1"))[0].GetProperty("cursor").GetString()!;
        await ScalarAsync(copy, $"UPDATE position SET cursor = '{cursor}'");
        await ScalarAsync(copy, "INSERT INTO record VALUES ('C-0', '{}')");
        await using var again = Start();
        await CopiedAsync(again, "SELECT COUNT(*) FROM record WHERE key <> 'C-0'", "50");
        await CopiedAsync(again, "SELECT COUNT(*) FROM record", "50");

        RunningProgram Start() => RunningProgram.Start(Python, [Folder.File("copy.py"), "customers", copy], Environment);

        Task CopiedAsync(RunningProgram consumer, string sql, string expected) => Eventually.HoldsAsync(sql, async () =>
        {
            consumer.HasExited.ShouldBeFalse(consumer.Errors);
            return await ScalarAsync(copy, sql) == expected;
        });
    }

    private static List<JsonObject> Read(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        return [.. reader.ReadToEnd().TrimEnd('\n').Split('\n').Select(l => JsonNode.Parse(l)!.AsObject())];
    }

    private static async Task<string?> ScalarAsync(string file, string sql)
    {
        try
        {
            await using var connection = new SqliteConnection($"Data Source={file};Default Timeout=30");
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (await command.ExecuteScalarAsync())?.ToString();
        }
        catch (SqliteException e) when (e.Message.Contains("no such table", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private async Task ChangeAsync(string key, string note)
    {
        using var client = new HttpClient { BaseAddress = Hub.Address };
        var customer = (await client.GetFromJsonAsync<JsonObject>($"/api/customers/{key}"))!;
        customer["note"] = note;
        (await client.PutAsJsonAsync($"/api/customers/{key}", customer)).EnsureSuccessStatusCode();
    }

    private Task FillAsync(int records) => ScalarAsync(
        Path.Combine(Hub.DataFolder, "hub.db"),
        $$"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{records}})
        INSERT INTO sync_feed (entity, key, number, kind, hash, content, side, changed_at)
        SELECT 'customers', 'X-' || i, 1000 + i, 'Upsert', 'h' || i, '{"id":"X-' || i || '","name":"somebody"}', 'New', 1 FROM n;
        UPDATE sync_feed_state SET last = 1000 + {{records}} WHERE entity = 'customers';
        """);

    [GeneratedRegex("```python\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Code();
}
