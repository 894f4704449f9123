using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Platform.Identity;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.Host.Tests;

/// <summary>
/// The audit log at the command line: shown, exported, verified, with anchors in a file outside of the data folder.
/// </summary>
public sealed class AuditByCommand : IAsyncLifetime
{
    private const UnixFileMode FileOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderOwner = FileOwner | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();
    private RunningProgram _hub = null!;
    private string _url = "";

    public async ValueTask InitializeAsync()
    {
        foreach (var (path, content) in AccessHub.Plan().Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"plan/{path}"))!);
            await File.WriteAllBytesAsync(_folder.File($"plan/{path}"), content);
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_folder.File("audit.key"), key.ExportECPrivateKeyPem());
        await File.WriteAllTextAsync(_folder.File("audit.pub"), key.ExportSubjectPublicKeyInfoPem());
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_rewritten_log_and_a_deleted_end_are_found_by_the_anchors_with_a_hub_and_without()
    {
        for (var n = 0; n < 3; n++)
            await RunAsync("rollback", "orders.get", "--reason", $"{n}");
        await StopAsync();
        await StartAsync();
        string[] anchored = ["--anchor", _folder.File("anchors.ndjson"), "--key", _folder.File("audit.pub")];
        (await RunAsync(["audit", "verify", .. anchored])).Output
            .ShouldMatch(@"Audit log and revisions are whole\.\s+\d+ anchors? fits? them, each signed");
        (await RunAsync("audit", "verify", "--anchor", _folder.File("anchors.ndjson"))).Output
            .ShouldContain("no signature was checked");
        var told = JsonElement.Parse((await RunAsync(["audit", "verify", "--json", .. anchored])).Output);
        told.GetProperty("whole").GetBoolean().ShouldBeTrue();
        told.GetProperty("entries").GetInt32().ShouldBe(3);

        await FailAsync(["audit", "export", "--route", "no.such", "--out", _folder.File("audit.ndjson")]);
        File.Exists(_folder.File("audit.ndjson.new")).ShouldBeFalse();
        await RunAsync("audit", "export", "--out", _folder.File("audit.ndjson"));
        File.ReadLines(_folder.File("audit.ndjson")).Count().ShouldBe(3);
        await RunAsync(["audit", "verify", "--export", _folder.File("audit.ndjson"), .. anchored]);

        await RewriteAsync("""{"actor":"nobody"}""");
        (await RunAsync("audit", "verify")).Output.ShouldContain("whole", customMessage: "its chain was made anew");
        (await FailAsync(["audit", "verify", .. anchored])).ShouldContain("is not the one that the anchor of");
        await RunAsync("audit", "export", "--out", _folder.File("audit.ndjson"));
        (await FailAsync(["audit", "verify", "--export", _folder.File("audit.ndjson"), .. anchored]))
            .ShouldContain("is not the one that the anchor of");

        await SqlAsync("DELETE FROM audit_entry WHERE number > 1");
        (await FailAsync(["audit", "verify", .. anchored])).ShouldContain("its end was deleted");
        var broken = await CommandAsync(["audit", "verify", "--json", .. anchored]);
        broken.ExitCode.ShouldBe(1);
        JsonElement.Parse(broken.Output).GetProperty("whole").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task The_log_has_the_reason_of_what_was_done_and_of_what_was_refused_and_says_that_there_are_older_entries()
    {
        await RunAsync("rollback", "orders.get", "--reason", "complaints since noon");
        await CommandAsync(["shift", "orders.get", "--to", "new", "--reason", "new side does not answer"]);
        (await RunAsync("audit", "--action", "rollback")).Output.ShouldContain("; reason: complaints since noon");
        (await RunAsync("audit", "--action", "shift", "--json")).Output.ShouldContain("; reason: new side does not answer");
        (await RunAsync("audit", "export")).Output.ShouldContain("reason: complaints since noon");
        (await RunAsync("audit")).Output.ShouldNotContain("older ones");
        var newest = await RunAsync("audit", "--limit", "1");
        newest.Output.ShouldContain("The newest 1 are shown; older ones: --limit 5.");
        newest.Output.ShouldNotContain("complaints");
        (await RunAsync("audit", "--limit", "1", "--json")).Output.ShouldNotContain("complaints");
    }

    [Fact]
    public async Task What_others_have_written_moves_no_cursor_and_forges_no_line_in_any_listing()
    {
        const string Hostile = "\u001b[2J\u001b]0;title\u0007\u009b31m\r\nno  time \u202egnp.exe\u2066\u200b end";
        await RunAsync("rollback", "orders.get", "--reason", "quiet");
        using (var client = new HttpClient { BaseAddress = new Uri(_url) })
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer", (await File.ReadAllTextAsync(_folder.File("data/admin.token"))).Trim());
            using var shifted = await client.PostAsJsonAsync(
                "/hub/api/routes/ledger.get/shift",
                new { stage = "canary", percent = 1, users = new[] { Hostile }, reason = Hostile, force = true });
            using var done = await client.PostAsJsonAsync(
                "/hub/api/routes/orders.get/shift", new { stage = "new", reason = Hostile, force = true });
            using var refused = await client.PostAsJsonAsync(
                $"/hub/api/routes/{Uri.EscapeDataString(Hostile)}/rollback", new { reason = "x" });
        }

        string[][] listings =
        [
            ["audit"], ["audit", "--json"], ["approve"], ["approve", "--json"], ["revisions"], ["revisions", "--json"],
            ["routes"], ["audit", "--target", Hostile], ["audit", "export"],
        ];
        foreach (var listing in listings)
        {
            var result = await RunAsync(listing);
            var shown = result.Output + result.Errors;
            shown.ShouldAllBe(c => c == '\n' || (!char.IsControl(c) && c != '\u202e' && c != '\u2066' && c != '\u200b'));
            result.Output.Split('\n').ShouldNotContain(l => l.StartsWith("no  time", StringComparison.Ordinal));
        }

        var text = (await RunAsync("revisions")).Output;
        text.ShouldContain(@"\u001b[2J\u001b]0;title\u0007\u009b31m\r\nno  time \u202egnp.exe\u2066\u200b end");
        (await FailAsync(["rollback", Hostile, "--reason", "x"])).ShouldContain(@"\u001b[2J");
    }

    [Fact]
    public async Task Everything_it_makes_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        (await CommandAsync(["record", "books", "--for", "10ms", "--out", _folder.File("recordings")])).ExitCode.ShouldBe(1);
        await RunAsync("audit", "export", "--out", _folder.File("audit.ndjson"));
        var import = await CommandAsync([
            "import", "sql", "--provider", "sqlite", "--connection", $"Data Source={_folder.File("data/hub.db")}",
            "--system", "x", "--out", _folder.File("imported")]);
        import.ExitCode.ShouldBe(0, import.Errors);
        string[] made = [_folder.File("data"), _folder.File("recordings"), _folder.File("imported")];
        var files = made.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .Append(_folder.File("audit.ndjson")).Append(_folder.File("anchors.ndjson")).ToList();
        files.Select(Path.GetFileName).ShouldContain("hub.db-wal");
        foreach (var file in files)
            File.GetUnixFileMode(file).ShouldBe(FileOwner, file);
        var folders = made.SelectMany(f => Directory.EnumerateDirectories(f, "*", SearchOption.AllDirectories)).Concat(made);
        foreach (var folder in folders)
            File.GetUnixFileMode(folder).ShouldBe(FolderOwner, folder);
    }

    [Fact]
    public async Task A_data_folder_that_was_open_is_told_of_and_its_files_are_closed()
    {
        if (OperatingSystem.IsWindows())
            return;
        await StopAsync();
        const UnixFileMode Open = FolderOwner | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_folder.File("data"), Open);
        foreach (var file in new[] { "hub.db", "admin.token" })
            File.SetUnixFileMode(_folder.File($"data/{file}"), FileOwner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        await File.WriteAllTextAsync(_folder.File("data/notes.txt"), "mine");
        File.SetUnixFileMode(_folder.File("data/notes.txt"), FileOwner | UnixFileMode.OtherRead);
        await StartAsync();
        _hub.Text.ShouldContain("other users could open admin.token, hub.db in");
        _hub.Text.ShouldContain("other users can look into the data folder");
        File.GetUnixFileMode(_folder.File("data/hub.db")).ShouldBe(FileOwner);
        File.GetUnixFileMode(_folder.File("data/notes.txt")).ShouldBe(FileOwner | UnixFileMode.OtherRead, "it is not the hub's");
    }

    [Theory]
    [InlineData("sets it as HUB_TOKEN", "viewer")]
    [InlineData("sends it as 'Authorization: Bearer TOKEN'", "caller")]
    public async Task Who_gets_a_token_is_told_how_its_kind_is_used(string told, string role) =>
        (await RunAsync("token", "create", $"a-{role}", "--role", role)).Errors.ShouldContain(told);

    [Fact]
    public async Task Requests_without_a_token_leave_no_line_each_in_the_log()
    {
        using var client = new HttpClient();
        for (var n = 0; n < 5; n++)
            using (await client.GetAsync(new Uri($"{_url}/hub/api/routes")))
            {
            }

        await StopAsync();
        (_hub.Text + _hub.Errors).ShouldNotContain("challenged");
        (_hub.Text + _hub.Errors).ShouldNotContain("hub-token");
    }

    private async Task StartAsync()
    {
        _hub = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File("data"),
            "--urls", "http://127.0.0.1:0", "--no-demo",
            "--audit-anchor", _folder.File("anchors.ndjson"), "--audit-key", _folder.File("audit.key")]);
        await _hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        _url = _hub.Output.First(l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
    }

    private async Task StopAsync()
    {
        _hub.Interrupt();
        (await _hub.ExitAsync()).ShouldBe(0, _hub.Errors);
    }

    /// <summary>Changes who did what in every entry, and makes the chain anew.</summary>
    private async Task RewriteAsync(string change)
    {
        var actor = JsonElement.Parse(change).GetProperty("actor").GetString()!;
        var previous = "";
        foreach (var line in File.ReadLines(_folder.File("audit.ndjson")).ToList())
        {
            var entry = JsonSerializer.Deserialize<AuditEntry>(line, JsonSerializerOptions.Web)! with
            {
                Actor = actor, PreviousHash = previous,
            };
            previous = entry.ComputeHash();
            await SqlAsync(
                $"UPDATE audit_entry SET actor = '{actor}', previous_hash = '{entry.PreviousHash}', hash = '{previous}' "
                + $"WHERE number = {entry.Number}");
        }
    }

    private async Task SqlAsync(string sql)
    {
        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection($"Data Source={_folder.File("data/hub.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private Task<HubCommand.Result> CommandAsync(string[] arguments) => HubCommand.RunAsync(
        new Dictionary<string, string?> { ["HUB_URL"] = _url, ["HUB_TOKEN"] = null },
        arguments is ["import", ..] ? arguments : [.. arguments, "--data", _folder.File("data")]);

    private async Task<HubCommand.Result> RunAsync(params string[] arguments)
    {
        var result = await CommandAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result;
    }

    private async Task<string> FailAsync(string[] arguments)
    {
        var result = await CommandAsync(arguments);
        result.ExitCode.ShouldBeOneOf(1, 2);
        return result.Errors;
    }
}
