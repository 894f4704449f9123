using System.Net;
using System.Text.Json;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary><c>./hub up</c> as a person meets it, landscape and all: what leaves it as it is, with one for all tests.</summary>
public sealed class TheDemoAsItStands(RunningDemo demo) : IClassFixture<RunningDemo>
{
    [Fact]
    public async Task Refused_commands_end_with_1_and_unknown_names_with_2_and_say_why()
    {
        (await demo.FailAsync("shift", "reviews.get", "--to", "new", "--reason", "x"))
            .ShouldContain("has no legacy side, so there is nothing to shift");
        (await demo.FailAsync(2, "shift", "orders.plase", "--to", "new", "--reason", "x"))
            .ShouldContain("did you mean 'orders.place'?");
    }

    [Fact]
    public async Task Every_system_is_shown_alive_at_the_start_and_asked_again_by_command()
    {
        foreach (var system in new[] { "erp", "crm", "finance" })
            demo.Line(system).ShouldContain(" alive: ");
        var systems = JsonElement.Parse((await demo.RunAsync("systems", "--json")).Output).EnumerateArray().ToList();
        systems.Where(s => !s.TryGetProperty("routes", out _)).Select(s => s.GetProperty("name").GetString())
            .ShouldBe(["crm", "erp", "finance"]);
        var sides = systems.Where(s => s.TryGetProperty("routes", out _)).ToDictionary(s => s.GetProperty("name").GetString()!);
        sides["adapter:erp"].GetProperty("routes").EnumerateArray().ShouldContain(r => r.GetString() == "orders.place");
        sides["service:orders"].GetProperty("location").GetString().ShouldBe("this process");
        systems.ShouldAllBe(s => s.GetProperty("alive").GetBoolean());
        (await demo.RunAsync("systems")).Output.ShouldContain("SOAP 1.2");
    }

    [Fact]
    public async Task An_operation_is_tried_by_command_and_each_step_is_shown()
    {
        var tried = (await demo.RunAsync("try", "erp.get-order", "--in", """{"id":"O-3001"}""")).Output;
        tried.ShouldContain("erp.GetOrder by orders.get");
        tried.ShouldMatch(
            "message sent(.|\n)*<OrderNo>3001</OrderNo>(.|\n)*message received(.|\n)*"
            + "\"OrderNo\": 3001(.|\n)*\"id\": \"O-3001\"(.|\n)*status 200, answered after");
        tried.ShouldMatch("\\n<[^\\n]*Envelope[^\\n]*>\\n +<");
        tried.ShouldNotContain("\\n");
        (await demo.RunAsync("try", "crm.get-customer", "--in", """{"id":"C-1001"}""", "--json")).Output.ShouldContain("***");

        (await demo.FailAsync(2, "try", "erp.get-order", "--in", """{"id":"X-1"}"""))
            .ShouldContain("path.id: 'X-1' does not begin with 'O-'");
        (await demo.FailAsync(1, "try", "erp.get-order", "--in", """{"id":"O-999999"}""")).ShouldStartWith("404 ");
        (await demo.FailAsync(2, "try", "erp.get-ordr")).ShouldContain("did you mean 'GetOrder'?");
        (await demo.FailAsync(2, "try", "erp", "--in", "{}")).ShouldContain("name one of its operations: erp.");
        (await demo.FailAsync(2, "try", "erp.get-order", "--in", "{")).ShouldContain("--in is not valid JSON");
    }

    [Fact]
    public async Task The_ERPs_own_pages_pass_through_untouched()
    {
        using var client = new HttpClient { BaseAddress = new Uri(demo.Url) };
        using var page = await client.GetAsync("/erp/about");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Server.ToString().ShouldBe("ERP/4.7");
        (await client.GetStringAsync("/erp/services/ErpService?wsdl")).ShouldContain(demo.Url);
    }

    [Fact]
    public async Task The_admin_token_is_readable_by_its_owner_only_and_its_content_is_never_printed()
    {
        var path = Path.Combine(demo.DataFolder, "admin.token");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var token = (await File.ReadAllTextAsync(path)).Trim();
        (demo.Hub.Text + demo.Hub.Errors).ShouldContain(path);
        (demo.Hub.Text + demo.Hub.Errors).ShouldNotContain(token);
    }

    [Fact]
    public async Task A_second_hub_on_the_same_data_folder_is_refused()
    {
        var second = await HubCommand.RunAsync("up", "--data", demo.DataFolder, "--urls", "http://127.0.0.1:0", "--no-demo");
        second.ExitCode.ShouldBe(1);
        second.Errors.ShouldContain("is in use by another hub");
    }
}
