using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary><c>./hub up</c> as a person meets it, landscape and all.</summary>
public sealed class TheDemo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningProgram _hub = null!;
    private string _url = "";
    private string _erp = "";

    public async ValueTask InitializeAsync()
    {
        _hub = RunningProgram.Start(
            "dotnet", [Repository.HubProgram, "up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0"]);
        await _hub.LineAsync("the hub to be ready", l => l.StartsWith("Ctrl+C", StringComparison.Ordinal));
        _url = Address("facade");
        _erp = Address("ERP_URL");
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_answers_clean_JSON_from_a_SOAP_ERP_and_moves_a_route_by_command()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_url) };
        var product = await client.GetFromJsonAsync<JsonElement>("/api/products/P-2001");
        product.GetProperty("id").GetString().ShouldBe("P-2001");
        (await client.GetFromJsonAsync<JsonElement>("/api/orders/O-3001")).GetProperty("lines").GetArrayLength().ShouldBe(1);
        (await SideAsync(client)).ShouldBe("legacy");

        await Eventually.HoldsAsync("a dry run that finds both ways caught up", async () =>
            (await RunAsync("shift", "orders.place", "--to", "new", "--dry-run")).Output.Split('\n')
                .Count(l => l.StartsWith("  caught up ", StringComparison.Ordinal)
                    && l.EndsWith(": caught up", StringComparison.Ordinal)) == 2);
        (await RunAsync("shift", "orders.place", "--to", "new", "--reason", "go")).Output
            .ShouldContain("orders.place: legacy → new");
        (await RunAsync("nodes")).Output.ShouldContain("facade, adapters, sync, services");
        (await SideAsync(client)).ShouldBe("new");
        (await RunAsync("rollback", "orders.place", "--reason", "back")).Output.ShouldMatch(
            "orders.place: new → legacy.*\n(  (hold|drained|caught up|owner|way back) .*\n){5}"
            + "Served by 1 node within [0-9]+ ms.\n"
            + "The side it left is drained, within [0-9]+ ms.");
        (await SideAsync(client)).ShouldBe("legacy");

        var routes = JsonElement.Parse((await RunAsync("routes", "--json")).Output);
        var traffic = routes.GetProperty("routes").EnumerateArray()
            .Single(r => r.GetProperty("id").GetString() == "orders.place").GetProperty("traffic");
        (traffic.GetProperty("legacy").GetInt64(), traffic.GetProperty("new").GetInt64()).ShouldBe((2, 1));
        (await RunAsync("routes")).Output.ShouldContain("orders.place");
        (await RunAsync("audit")).Output.ShouldContain("rollback");
        (await RunAsync("audit", "verify")).Output.ShouldContain("whole");
        (await RunAsync("sync", "status")).Output.ShouldContain("service:orders");
        (await RunAsync("sync", "waiting", "--json")).Output.Trim().ShouldBe("[]");
        await RunAsync("sync", "waiting");
    }

    [Fact]
    public async Task Refused_commands_end_with_1_and_unknown_names_with_2_and_say_why()
    {
        (await FailAsync("shift", "stock.get", "--to", "new", "--reason", "x")).ShouldContain("has no new side");
        (await FailAsync(2, "shift", "orders.plase", "--to", "new", "--reason", "x"))
            .ShouldContain("did you mean 'orders.place'?");
    }

    [Fact]
    public async Task A_shift_is_tried_before_it_is_made_and_revisions_tell_what_it_changed()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_url) };
        using var order = new HttpRequestMessage(HttpMethod.Get, "/api/orders/O-3001")
        {
            Headers = { { "X-Customer-Id", "C-1001" } },
        };
        (await client.SendAsync(order)).EnsureSuccessStatusCode();
        string[] shift = ["shift", "orders.get", "--to", "canary", "--percent", "0", "--user", "C-1001"];
        (await RunAsync([.. shift, "--dry-run"])).Output
            .ShouldContain("would move  1 to the new side, 0 to the legacy side, of 1 cohort key");
        (await RunAsync([.. shift, "--reason", "a friend"])).Output.ShouldContain("orders.get: legacy → canary 0 % + 1 user");
        (await RunAsync("routes")).Output.ShouldContain("canary 0 % + 1 user");
        (await RunAsync("revisions")).Output.ShouldMatch("orders.get → canary 0 % \\+ 1 user .*a friend");
        (await RunAsync("revisions", "diff", "1", "2")).Output.ShouldContain("orders.get: legacy → canary 0 % + 1 user");
        (await FailAsync("shift", "orders.get", "--to", "new", "--reason", "x", "--expected-revision", "1"))
            .ShouldContain("Since then: orders.get legacy → canary 0 % + 1 user by admin");
        (await RunAsync("plan", "diff", "--capability", "orders")).Output.ShouldContain("Nothing differs.");
    }

    [Fact]
    public async Task Every_system_is_shown_alive_at_the_start_and_asked_again_by_command()
    {
        foreach (var system in new[] { "erp", "crm", "finance" })
            Line(system).ShouldContain(" alive: ");
        var systems = JsonElement.Parse((await RunAsync("systems", "--json")).Output).EnumerateArray().ToList();
        systems.Where(s => !s.TryGetProperty("routes", out _)).Select(s => s.GetProperty("name").GetString())
            .ShouldBe(["crm", "erp", "finance"]);
        var sides = systems.Where(s => s.TryGetProperty("routes", out _)).ToDictionary(s => s.GetProperty("name").GetString()!);
        sides["adapter:erp"].GetProperty("routes").EnumerateArray().ShouldContain(r => r.GetString() == "orders.place");
        sides["service:orders"].GetProperty("location").GetString().ShouldBe("this process");
        systems.ShouldAllBe(s => s.GetProperty("alive").GetBoolean());
        (await RunAsync("systems")).Output.ShouldContain("SOAP 1.2");
    }

    [Fact]
    public async Task An_operation_is_tried_by_command_and_each_step_is_shown()
    {
        var tried = (await RunAsync("try", "erp.get-order", "--in", """{"id":"O-3001"}""")).Output;
        tried.ShouldContain("erp.GetOrder by orders.get");
        tried.ShouldMatch(
            "message sent(.|\n)*<OrderNo>3001</OrderNo>(.|\n)*message received(.|\n)*"
            + "\"OrderNo\": 3001(.|\n)*\"id\": \"O-3001\"(.|\n)*status 200, answered after");
        tried.ShouldMatch("\\n<[^\\n]*Envelope[^\\n]*>\\n +<");
        tried.ShouldNotContain("\\n");
        (await RunAsync("try", "crm.get-customer", "--in", """{"id":"C-1001"}""", "--json")).Output.ShouldContain("***");

        (await FailAsync(2, "try", "erp.get-order", "--in", """{"id":"X-1"}"""))
            .ShouldContain("path.id: 'X-1' does not begin with 'O-'");
        (await FailAsync(1, "try", "erp.get-order", "--in", """{"id":"O-999999"}""")).ShouldStartWith("404 ");
        (await FailAsync(2, "try", "erp.get-ordr")).ShouldContain("did you mean 'GetOrder'?");
        (await FailAsync(2, "try", "erp", "--in", "{}")).ShouldContain("name one of its operations: erp.");
        (await FailAsync(2, "try", "erp.get-order", "--in", "{")).ShouldContain("--in is not valid JSON");
    }

    [Fact]
    public async Task The_ERPs_own_pages_pass_through_untouched()
    {
        using var client = new HttpClient { BaseAddress = new Uri(_url) };
        using var page = await client.GetAsync("/erp/about");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Server.ToString().ShouldBe("ERP/4.7");
        (await client.GetStringAsync("/erp/services/ErpService?wsdl")).ShouldContain(_url);
    }

    [Fact]
    public async Task The_admin_token_is_readable_by_its_owner_only_and_its_content_is_never_printed()
    {
        var path = Path.Combine(_folder.File("data"), "admin.token");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var token = (await File.ReadAllTextAsync(path)).Trim();
        (_hub.Text + _hub.Errors).ShouldContain(path);
        (_hub.Text + _hub.Errors).ShouldNotContain(token);
    }

    [Fact]
    public async Task A_second_hub_on_the_same_data_folder_is_refused()
    {
        var second = await HubCommand.RunAsync("up", "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0", "--no-demo");
        second.ExitCode.ShouldBe(1);
        second.Errors.ShouldContain("is in use by another hub");
    }

    [Fact]
    public async Task Ctrl_C_stops_it_cleanly_and_the_landscape_with_it()
    {
        _hub.Interrupt();
        (await _hub.ExitAsync()).ShouldBe(0);
        _hub.Text.ShouldContain("Stopped.");
        await ErpIsGoneAsync();
    }

    [Fact]
    public async Task A_killed_hub_leaves_no_landscape_behind()
    {
        await _hub.KillAsync();
        await ErpIsGoneAsync();
    }

    private string Address(string name) => Line(name).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

    private string Line(string name) => _hub.Output.First(l => l.TrimStart().StartsWith(name + " ", StringComparison.Ordinal));

    private async Task ErpIsGoneAsync()
    {
        using var client = new HttpClient();
        await Eventually.HoldsAsync("the ERP to be gone", async () =>
        {
            try
            {
                await client.GetAsync(new Uri(_erp + "/erp/about"));
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        });
    }

    private static async Task<string> SideAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync(
            "/api/orders", new { customerId = "C-1001", lines = new[] { new { sku = "P-2001", quantity = 1 } } });
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return response.Headers.GetValues("X-Hub-Side").Single();
    }

    private Task<HubCommand.Result> CommandAsync(params string[] arguments) =>
        HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_URL"] = _url }, [.. arguments, "--data", _folder.File("data")]);

    private async Task<HubCommand.Result> RunAsync(params string[] arguments)
    {
        var result = await CommandAsync(arguments);
        result.ExitCode.ShouldBe(0, result.Errors);
        return result;
    }

    private Task<string> FailAsync(params string[] arguments) => FailAsync(1, arguments);

    private async Task<string> FailAsync(int exitCode, params string[] arguments)
    {
        var result = await CommandAsync(arguments);
        result.ExitCode.ShouldBe(exitCode);
        return result.Errors;
    }
}
