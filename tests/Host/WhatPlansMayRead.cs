using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>Whoever starts a hub or checks a plan says what of the machine the plan may read.</summary>
public sealed class WhatPlansMayRead : IDisposable
{
    private const string Secret = "tell-nobody-4711";
    private readonly TemporaryFolder _folder = new();
    private readonly string _plan;
    private readonly string _secrets;

    public WhatPlansMayRead()
    {
        (_plan, _secrets) = (_folder.File("plan"), _folder.File("secrets"));
        Directory.CreateDirectory(Path.Combine(_plan, "capabilities"));
        Directory.CreateDirectory(Path.Combine(_plan, "systems"));
        Directory.CreateDirectory(_secrets);
        File.WriteAllText(Path.Combine(_secrets, "parts"), $"http://parts.internal/{Secret}");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_variables_that_a_plans_folder_names_need_no_option()
    {
        Write("\"${env:PARTS_URL}\"");
        (await CheckAsync(new() { ["PARTS_URL"] = "http://parts.internal" })).ExitCode.ShouldBe(0);
        var refused = await CheckAsync(new() { ["PARTS_URL"] = Secret });
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("capabilities/parts.yaml(3): the value of ${env:PARTS_URL} is not an address");
        refused.Errors.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task The_hubs_own_variables_are_read_by_no_plan_and_allowed_by_nobody()
    {
        Write("\"${env:HUB_URL}\"");
        (await CheckAsync(new() { ["HUB_URL"] = "http://hub.internal" })).Errors
            .ShouldContain("environment variable HUB_URL is the hub's own, which no plan reads");
        var usage = await HubCommand.RunAsync("plan", "check", "--plan", _plan, "--env-allow", "HUB_*");
        (usage.ExitCode, usage.Errors).ShouldSatisfyAllConditions(
            u => u.ExitCode.ShouldBe(2),
            u => u.Errors.ShouldContain("--env-allow HUB_*: what begins with HUB_ is the hub's own"));
    }

    [Fact]
    public async Task A_file_lies_below_a_folder_that_is_named()
    {
        Write($"\"${{file:{_secrets}/parts}}\"");
        var refused = await CheckAsync([]);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain($"is below no folder that secrets are read from (/run/secrets); start the hub with "
            + $"--secrets {_secrets}, or put the file there");
        (await CheckAsync([], "--secrets", _secrets)).ExitCode.ShouldBe(0);
        (await CheckAsync(new() { ["CREDENTIALS_DIRECTORY"] = _secrets })).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Neither_the_data_folder_nor_the_admins_token_is_read_below_such_a_folder()
    {
        Write($"\"${{file:{_secrets}/parts}}\"");
        foreach (var own in new[] { "HUB_ADMIN_TOKEN_FILE", "HUB_RECORDS_KEY_FILE", "HUB_SIGNING_KEY_FILE" })
            (await CheckAsync(new() { [own] = Path.Combine(_secrets, "parts") }, "--secrets", _secrets)).Errors
                .ShouldContain("is the hub's own, which no plan reads", customMessage: own);
        (await CheckAsync([], "--secrets", _folder.Path, "--data", _secrets)).Errors
            .ShouldContain("is the hub's own, which no plan reads");
    }

    [Fact]
    public async Task A_database_is_not_sent_the_password_that_the_machine_has_for_another()
    {
        Write("adapter:ledger");
        File.WriteAllText(Path.Combine(_plan, "systems", "ledger.yaml"), """
            system: ledger
            sql: { provider: postgres, connection: "Host=elsewhere;Username=hub" }
            """);
        (await CheckAsync(new() { ["PGPASSWORD"] = Secret })).Errors
            .ShouldContain("'connection' has no password, and PGPASSWORD is set, which its client would send instead");
    }

    [Fact]
    public async Task An_import_reads_no_file_that_no_plan_may_read()
    {
        var connection = $"${{file:{_secrets}/parts}}";
        string[] import = ["import", "sql", "--provider", "sqlite", "--connection", connection, "--system", "x", "--out", _plan];
        (await HubCommand.RunAsync(import)).Errors.ShouldContain("is below no folder that secrets are read from");
        var read = await HubCommand.RunAsync([.. import, "--secrets", _secrets]);
        read.Errors.ShouldContain("--connection cannot be used");
        read.Errors.ShouldNotContain(Secret);
    }

    private void Write(string side) => File.WriteAllText(Path.Combine(_plan, "capabilities", "parts.yaml"), $$"""
        capability: parts
        owner: parts-team
        sides: { legacy: {{side}} }
        routes: { parts.get: "GET /api/parts/{id}" }
        """);

    private Task<HubCommand.Result> CheckAsync(Dictionary<string, string?> environment, params string[] more)
    {
        environment.TryAdd("CREDENTIALS_DIRECTORY", null);
        return HubCommand.RunAsync(environment, ["plan", "check", "--plan", _plan, .. more]);
    }
}
