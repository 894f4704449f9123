using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Telemetry.Tests.Logging;

/// <summary>Requests of all kinds with marked values in them, and every output of the hub searched for the mark.</summary>
public sealed class Secrets
{
    private const string Mark = "sEcReT";
    private const string Password = Mark + "-password";

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task Nothing_a_front_end_sent_and_no_credential_is_in_logs_traces_or_metrics(string log)
    {
        using var plan = new TemporaryFolder();
        CopyPlan(plan.Path);
        await using var running = await TelemetryHub.StartAsync(
            new Dictionary<string, string?> { ["HUB_LOG"] = log, ["ERP_PASSWORD"] = Password }, plan.Path);
        await running.CaughtUpAsync();
        await SendAllKindsAsync(running);
        await running.Landscape.BehaveAsync("fail", null, "PlaceOrder", "GetItem");
        await SendAllKindsAsync(running);
        await running.Landscape.BehaveAsync("hang", null, "GetItem");
        (await SendAsync(running, HttpMethod.Get, $"/api/products/{Mark}")).ShouldBeGreaterThanOrEqualTo(500);
        await running.Landscape.BehaveAsync("down");
        await SendAllKindsAsync(running);
        await running.Landscape.BehaveAsync("normal");
        foreach (var route in new[] { "orders.place", "customers.create", "customers.update" })
            await running.Hub.ShiftAsync(route, "new");
        await SendAllKindsAsync(running);
        await running.Landscape.BehaveAsync("fail", null, "PlaceOrder");
        await SendAllKindsAsync(running);

        await Eventually.HoldsAsync(
            "traces to arrive", () => Task.FromResult(running.Collector.Spans.Any(s => s.Name == "orders.place")));
        var metrics = await running.Hub.GetTextAsync("/hub/metrics");
        var token = running.Hub.Token;
        await running.Hub.StopAsync();
        running.Hub.Program.Text.ShouldContain("orders.place failed with 5");
        foreach (var (output, text) in new[]
        {
            ("stdout", running.Hub.Program.Text),
            ("stderr", running.Hub.Program.Errors),
            ("metrics", metrics),
            ("OTLP", running.Collector.Raw),
        })
        {
            text.Contains(Mark, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{output}: {Around(text, Mark)}");
            text.Contains("C-1001", StringComparison.Ordinal).ShouldBeFalse($"{output}: {Around(text, "C-1001")}");
            text.Contains(token, StringComparison.Ordinal).ShouldBeFalse(output);
            text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes($"hub:{Password}")), StringComparison.Ordinal)
                .ShouldBeFalse(output);
        }
    }

    [Fact]
    public async Task A_failed_request_has_one_line_that_names_it_and_an_ordinary_one_none()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await using var running = await TelemetryHub.StartAsync(
            new Dictionary<string, string?> { ["HUB_LOG"] = "json" }, collected: false);
        using var good = await running.Client.GetAsync("/api/products/P-2001");
        using var absent = await running.Client.GetAsync("/api/products/P-0");
        await running.Landscape.BehaveAsync("fail", null, "GetItem");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/products/P-2001");
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var bad = await running.Client.SendAsync(request);
        ((int)bad.StatusCode).ShouldBeGreaterThanOrEqualTo(500);
        var id = bad.Headers.GetValues("X-Hub-Request-Id").Single();
        await running.Hub.Program.LineAsync("the line of the failed request", l => l.Contains(id, StringComparison.Ordinal));
        await running.Hub.StopAsync();

        // Every line of stdout is JSON, also those of start and stop.
        var lines = running.Hub.Program.Output.Select(l => JsonDocument.Parse(l).RootElement)
            .Where(l => l.TryGetProperty("requestId", out _)).ToList();
        var line = lines.ShouldHaveSingleItem();
        line.GetProperty("level").GetString().ShouldBe("Warning");
        line.GetProperty("requestId").GetString().ShouldBe(id);
        line.GetProperty("route").GetString().ShouldBe("products.get");
        line.GetProperty("side").GetString().ShouldBe("legacy");
        line.GetProperty("revision").GetInt64().ShouldBe(1);
        line.GetProperty("traceId").GetString().ShouldBe(Trace);
        line.GetProperty("message").GetString()!.ShouldContain("erp.GetItem");
    }

    private static async Task SendAllKindsAsync(TelemetryHub running)
    {
        await SendAsync(running, HttpMethod.Get, $"/api/orders/O-{Mark}?key={Mark}");
        await SendAsync(running, HttpMethod.Get, $"/api/products/{Mark}");
        await SendAsync(running, HttpMethod.Get, $"/api/orders?externalReference={Mark}");
        await SendAsync(running, HttpMethod.Get, $"/api/nothing/{Mark}?{Mark}={Mark}");
        await SendAsync(running, HttpMethod.Get, $"/erp/{Mark}?{Mark}={Mark}");
        await SendAsync(running, HttpMethod.Get, $"/hub/api/routes/{Mark}?{Mark}");
        string[] orders =
        [
            $$"""{"customerId":"C-1001","reference":"{{Mark}}","lines":[{"sku":"P-2001","quantity":1}]}""",
            $$"""{"customerId":"C-1001","lines":[{"sku":"{{Mark}}","quantity":1}]}""",
            $$"""{"customerId":"C-{{Mark}}","{{Mark}}":"{{Mark}}","lines":[{"sku":"P-2001","quantity":"{{Mark}}"}]}""",
            $$"""{"customerId":"{{Mark}}" {{Mark}}""",
        ];
        foreach (var order in orders)
            await SendAsync(running, HttpMethod.Post, "/api/orders", order);
        await SendAsync(running, HttpMethod.Get, $"/api/customers?name={Mark}&city={Mark}");
        await SendAsync(running, HttpMethod.Post, "/api/customers", Customer("DE"));
        await SendAsync(running, HttpMethod.Post, "/api/customers", Customer(Mark));
        await SendAsync(running, HttpMethod.Put, "/api/customers/C-1003", Customer("DE"));
        var payment = $$"""{"amount":0.01,"paidOn":"2026-11-20","method":"{{Mark}}"}""";
        await SendAsync(running, HttpMethod.Post, "/api/invoices/I-4005/payments", payment);
    }

    private static string Customer(string country) => $$"""
        {"name":"{{Mark}}","status":"active","creditLimit":1,"phones":[{"type":"office","number":"{{Mark}}"}],"note":"{{Mark}}",
         "addresses":[{"type":"billing","lines":["{{Mark}}"],"city":"{{Mark}}","country":"{{country}}"}],
         "contacts":[{"name":"{{Mark}}","email":"{{Mark}}@example.org","phones":[]}]}
        """;

    private static async Task<int> SendAsync(TelemetryHub running, HttpMethod method, string target, string? body = null)
    {
        using var request = new HttpRequestMessage(method, target);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Mark);
        request.Headers.Add("Cookie", $"session={Mark}");
        request.Headers.Add("X-Customer-Id", "C-1001");
        request.Headers.Add("User-Agent", Mark);
        request.Headers.Add("X-Hub-Use", "new");
        request.Headers.Add("If-Match", $"\"{Mark}\", *");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await running.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static string Around(string text, string what)
    {
        var at = text.IndexOf(what, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[Math.Max(0, at - 400)..Math.Min(text.Length, at + 200)];
    }

    private static void CopyPlan(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Plan, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Repository.Plan, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.AppendAllText(Path.Combine(folder, "systems/erp.yaml"), """

            credentials: { service: { username: hub, password: "${env:ERP_PASSWORD}" } }

            """);
    }
}
