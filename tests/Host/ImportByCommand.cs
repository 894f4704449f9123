using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary><c>./hub import</c> as a person at the command line meets it.</summary>
public sealed class ImportByCommand : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_WSDL_becomes_a_plan_that_is_valid_and_says_what_to_do_next()
    {
        var plan = _folder.File("plan");
        var import = await RunAsync("import", "wsdl", Contract("erp"), "--system", "erp", "--out", plan, "--owner", "erp-team");
        import.Output.ShouldMatch("added +systems/erp.yaml");
        import.Output.ShouldMatch("read +GET /api/erp/order/\\{orderNo\\} +GetOrder");
        import.Output.ShouldMatch("write +POST /api/erp/place-order +PlaceOrder");
        import.Output.ShouldMatch("guessed +statuses of faults: .*RecordLocked 409");
        import.Output.ShouldContain("export ERP_URL='http://…'");
        import.Output.ShouldContain($"./hub up --plan {plan} --no-demo --data {plan}-data\n");
        import.Output.ShouldContain($"./hub try erp.GetItem --in '{{\"itemNo\": \"…\"}}' --data {plan}-data");
        Directory.CreateDirectory($"{plan}-data");
        var second = await RunAsync("import", "wsdl", Contract("crm"), "--system", "crm", "--out", plan);
        second.Output.ShouldContain(
            $"./hub plan apply --plan {plan} --data {plan}-data", Case.Sensitive, "a hub of it ran before");

        var check = await HubCommand.RunAsync(
            new Dictionary<string, string?>
            {
                ["ERP_URL"] = "http://erp:1/",
                ["CRM_URL"] = "http://crm:1/",
                ["CRM_USER"] = "hub",
                ["CRM_PASSWORD"] = "x",
            },
            "plan", "check", "--plan", plan);
        check.ExitCode.ShouldBe(0, check.Errors);
        check.Output.ShouldContain("2 systems, 2 capabilities, 23 routes");
    }

    [Fact]
    public async Task A_dry_run_prints_the_difference_only()
    {
        var plan = _folder.File("plan");
        await RunAsync("import", "wsdl", Contract("erp"), "--system", "erp", "--out", plan);
        var owned = await RunAsync(
            "import", "wsdl", Contract("erp"), "--system", "erp", "--out", plan, "--owner", "erp-team", "--dry-run");
        owned.Output.ShouldContain("+owner: erp-team");
        owned.Output.ShouldContain("would be changed");
        (await File.ReadAllTextAsync(Path.Combine(plan, "capabilities/erp.yaml"))).ShouldContain("owner: nobody-yet");
    }

    [Fact]
    public async Task Programs_get_JSON()
    {
        var import = await RunAsync(
            "import", "wsdl", Contract("erp"), "--system", "erp", "--out", _folder.File("plan"), "--json");
        var report = JsonElement.Parse(import.Output);
        report.GetProperty("operations").EnumerateArray()
            .Single(o => o.GetProperty("operation").GetString() == "GetItem")
            .GetProperty("route").GetString().ShouldBe("erp.get-item");
        report.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("change").GetString()).Distinct()
            .ShouldBe(["added"]);
        report.GetProperty("set")[0].GetProperty("name").GetString().ShouldBe("ERP_URL");
        report.GetProperty("notes").EnumerateArray().ShouldContain(n => n.GetProperty("kind").GetString() == "guessed");
    }

    [Theory]
    [InlineData(2, "There is no file", "wsdl", "nowhere.wsdl", "--system", "x")]
    [InlineData(2, "lower-case letters", "wsdl", "migration-plan/contracts/erp.wsdl", "--system", "../x")]
    [InlineData(2, "has no port 'Nowhere'", "wsdl", "migration-plan/contracts/erp.wsdl", "--system", "x", "--port", "Nowhere")]
    [InlineData(1, "cannot be read", "sql", "--provider", "sqlite", "--connection", "Data Source=/nowhere.db", "--system", "x")]
    [InlineData(2, "--help", "sql", "--provider", "oracle", "--connection", "x", "--system", "x")]
    [InlineData(2, "--help", "wsdl", "--system", "x")]
    public async Task What_cannot_be_done_is_said_and_nothing_is_written(int code, string reason, params string[] arguments)
    {
        var result = await HubCommand.RunAsync(["import", .. arguments, "--out", _folder.File("plan")]);
        result.ExitCode.ShouldBe(code);
        result.Errors.ShouldContain(reason);
        Directory.Exists(_folder.File("plan")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_three_systems_of_the_landscape_are_served_by_what_was_imported_without_an_edit()
    {
        await using var landscape = await Landscape.StartAsync(_folder.File("legacy"));
        var plan = _folder.File("plan");
        await RunAsync(
            "import", "wsdl", $"{landscape.ErpAddress}/erp/services/ErpService?wsdl", "--system", "erp", "--out", plan);
        await RunAsync(
            "import", "wsdl", $"{landscape.CrmAddress}/crm/services/CustomerService?wsdl", "--system", "crm", "--out", plan);
        await RunAsync(
            "import", "sql", "--provider", "sqlite", "--connection", $"Data Source={landscape.FinanceFile}",
            "--system", "finance", "--out", plan);

        await using var hub = await HubUnderTest.StartAsync(
            _folder.File("data"), landscape, new Dictionary<string, string?> { ["CRM_USER"] = "hub" }, "--plan", plan);
        (await hub.GetAsync("/api/erp/item/P-2001")).GetProperty("ItemNo").GetString().ShouldStartWith("P-2001");
        (await hub.GetAsync("/api/erp/items")).GetProperty("items").GetArrayLength().ShouldBeGreaterThan(1);
        (await hub.GetAsync("/api/crm/customer/C-1001")).GetProperty("CustomerNo").GetString().ShouldBe("C-1001");
        (await hub.GetAsync("/api/finance/fihdr/1/4001")).GetProperty("DOCNO").GetInt64().ShouldBe(4001);
        (await hub.GetAsync("/api/finance/fihdr?limit=1")).GetProperty("next").GetString().ShouldNotBeNullOrEmpty();
        (await hub.StatusAsync("/api/erp/item/nothing")).ShouldBe(System.Net.HttpStatusCode.NotFound);

        using var nobody = new HttpClient { BaseAddress = hub.Address };
        foreach (var path in new[] { "/api/erp/item/P-2001", "/api/crm/customer/C-1001", "/api/finance/fihdr/1/4001" })
            (await nobody.GetAsync(path)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    private static string Contract(string system) => Path.Combine(Repository.Plan, "contracts", $"{system}.wsdl");

    private static async Task<HubCommand.Result> RunAsync(params string[] arguments)
    {
        var result = await HubCommand.RunAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result;
    }
}
