using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.Data.Sqlite;

namespace Hub.Host.Tests;

/// <summary>What a person at the command line meets when something is wrong, before a hub runs.</summary>
public sealed class CommandLineOfTheHub : IDisposable
{
    private static readonly Dictionary<string, string?> Nowhere = Landscape.Nowhere.ToDictionary(
        v => v.Key, string? (v) => v.Value);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("shift", "orders.place", "--to", "canary")]
    [InlineData("shift", "orders.place", "--to", "nowhere", "--reason", "x")]
    [InlineData("shift")]
    [InlineData("nonsense")]
    [InlineData("up", "--nonsense")]
    public async Task Wrong_usage_is_exit_code_2_with_the_reason_on_stderr(params string[] arguments)
    {
        var result = await HubCommand.RunAsync(arguments);
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("--help");
        result.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--help", "up")]
    [InlineData("shift", "--help")]
    public async Task Help_is_there_for_every_command(params string[] arguments)
    {
        var result = await HubCommand.RunAsync([.. arguments.Where(a => a != "up")]);
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("Usage");
    }

    [Fact]
    public async Task Without_a_token_or_a_hub_a_command_says_what_to_do()
    {
        var noToken = await HubCommand.RunAsync("routes", "--data", _folder.File("none"));
        (noToken.ExitCode, noToken.Errors).ShouldBe((1, noToken.Errors));
        noToken.Errors.ShouldContain("set HUB_TOKEN");

        var noHub = await HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_TOKEN"] = "hub_x", ["HUB_URL"] = "http://127.0.0.1:9" }, "routes");
        noHub.ExitCode.ShouldBe(1);
        noHub.Errors.ShouldContain("No hub answers at http://127.0.0.1:9/");
    }

    [Theory]
    [InlineData("localhost:8080", "hub_x", "HUB_URL is 'localhost:8080', which is not an http or https address")]
    [InlineData("http://127.0.0.1:9", "s3cret and\nmore", "HUB_TOKEN does not hold a token")]
    public async Task An_address_or_a_token_that_is_none_is_one_clear_sentence(string url, string token, string sentence)
    {
        var result = await HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_TOKEN"] = token, ["HUB_URL"] = url }, "routes");
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldStartWith(sentence);
        result.Reason.ShouldNotContain("\n");
        result.Errors.ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("approvals", ".")]
    [InlineData("approvals", "..")]
    [InlineData("shift", ".", "--to", "new", "--reason", "x")]
    [InlineData("rollback", "..", "--reason", "x")]
    [InlineData("token", "revoke", ".")]
    [InlineData("explain", ".")]
    [InlineData("jobs", "..")]
    [InlineData("approvals", "")]
    public async Task A_name_that_no_address_can_hold_is_wrong_usage(params string[] arguments)
    {
        var result = await HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_TOKEN"] = "hub_x", ["HUB_URL"] = "http://127.0.0.1:9" }, arguments);
        result.ExitCode.ShouldBe(2, result.Errors);
        result.Errors.ShouldContain("cannot be the name of anything at the hub");
    }

    [Theory]
    [InlineData("@nowhere.json", "--in cannot be read: Could not find file")]
    [InlineData("@.", "--in cannot be read: Access to the path")]
    [InlineData("{'id':1}", "--in is not valid JSON (line 1, character 2)")]
    public async Task Input_that_cannot_be_read_is_wrong_usage(string input, string sentence)
    {
        var result = await HubCommand.RunAsync("try", "erp.GetItem", "--in", input);
        result.ExitCode.ShouldBe(2, result.Errors);
        result.Errors.ShouldStartWith(sentence);
    }

    [Theory]
    [InlineData("See ./hub --help", "tri")]
    [InlineData("See ./hub import wsdl --help", "import", "wsdl", "x.wsdl")]
    public async Task Wrong_usage_names_the_help_of_its_command(string help, params string[] arguments) =>
        (await HubCommand.RunAsync(arguments)).Errors.Trim().ShouldEndWith(help);

    [Fact]
    public async Task A_plan_with_several_faults_reports_them_all_and_nothing_starts()
    {
        CopyPlan();
        File.WriteAllText(_folder.File("plan/capabilities/stock.yaml"), """
            capability: stock
            ownr: warehouse
            sides: { legacy: adapter:epr }
            routes:
              stock.get: GET /api/stock/{id}
            """);
        var erp = _folder.File("plan/systems/erp.yaml");
        File.WriteAllText(erp, File.ReadAllText(erp)
            .Replace("call: GetOrder,", "call: GetOrdr,", StringComparison.Ordinal)
            .Replace("call: GetOrder\n", "call: GetOrdr\n", StringComparison.Ordinal));

        string[] up = ["up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0", "--no-demo"];
        foreach (var command in new[] { ["plan", "check"], up })
        {
            var result = await HubCommand.RunAsync(Nowhere, [.. command, "--plan", _folder.File("plan")]);
            result.ExitCode.ShouldBe(1);
            result.Errors.ShouldContain("capabilities/stock.yaml(2): 'ownr' is not known here; did you mean 'owner'?");
            result.Errors.ShouldContain("side 'adapter:epr' has no system");
            result.Errors.ShouldContain("systems/erp.yaml(");
            result.Errors.ShouldContain("did you mean 'GetOrder'?");
            result.Errors.ShouldContain("faults in the plan");
            result.Output.ShouldNotContain("ready");
        }
    }

    [Fact]
    public async Task The_demos_plan_is_valid()
    {
        var result = await HubCommand.RunAsync("plan", "check");
        result.ExitCode.ShouldBe(0, result.Errors);
        result.Output.ShouldContain("migration-plan is valid");
    }

    [Fact]
    public async Task A_missing_plan_folder_is_one_clear_sentence()
    {
        var result = await UpAsync("--plan", _folder.File("nowhere"));
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("There is no plan folder");
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_sentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}";
        var result = await HubCommand.RunAsync(
            Nowhere, "up", "--data", _folder.File("data"), "--urls", url, "--no-demo");
        result.ExitCode.ShouldBe(1);
        result.Errors.Split('\n')[0].ShouldBe(
            $"{url} is in use: stop what listens there, or choose another address with --urls.");
        result.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nonsense", "is not an address to listen at")]
    [InlineData("http://127.0.0.1:99999", "is not an address to listen at")]
    [InlineData("https://127.0.0.1:8443", "the hub itself speaks no TLS")]
    public async Task An_address_to_listen_at_that_is_none_is_wrong_usage(string url, string sentence)
    {
        var result = await HubCommand.RunAsync(Nowhere, "up", "--data", _folder.File("data"), "--urls", url, "--no-demo");
        (result.ExitCode, result.Output).ShouldBe((2, ""));
        result.Errors.ShouldStartWith($"--urls '{url}'");
        result.Errors.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_data_folder_of_a_newer_version_is_one_clear_sentence()
    {
        Directory.CreateDirectory(_folder.File("data"));
        await using (var connection = new SqliteConnection($"Data Source={_folder.File("data/hub.db")};Pooling=False"))
        {
            SQLitePCL.Batteries_V2.Init();
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE schema_version (component TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (component, version));
                INSERT INTO schema_version VALUES ('routing', 99);
                """;
            await command.ExecuteNonQueryAsync();
        }

        var result = await UpAsync();
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldContain("was written by a newer hub");
        result.Reason.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData(
        "Host=127.0.0.1;Port=1;Database=hub;Username=hub;Password=s3cret",
        "The store cannot be reached (PostgreSQL 127.0.0.1:1/hub, schema hub): Connection refused.")]
    [InlineData("postgres://hub:s3cret@db/hub", "HUB_STORE is not a PostgreSQL connection string")]
    public async Task A_store_that_cannot_be_reached_is_one_clear_sentence_without_the_password(string store, string sentence)
    {
        var result = await HubCommand.RunAsync(
            new Dictionary<string, string?>(Nowhere) { ["HUB_STORE"] = store },
            ["up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0", "--no-demo"]);
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldStartWith(sentence);
        result.Reason.ShouldNotContain("\n");
        (result.Errors + result.Output).ShouldNotContain("s3cret");
    }

    private Task<HubCommand.Result> UpAsync(params string[] more) => HubCommand.RunAsync(
        Nowhere,
        ["up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0", "--no-demo", .. more]);

    private void CopyPlan()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Plan, "*", SearchOption.AllDirectories))
        {
            var copy = _folder.File(Path.Combine("plan", Path.GetRelativePath(Repository.Plan, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
