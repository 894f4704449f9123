using System.Net;
using System.Text;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests;

public sealed class TryingWrites_on_SQLite() : TryingWrites(StoreEngine.Sqlite);

public sealed class TryingWrites_on_PostgreSQL() : TryingWrites(StoreEngine.Postgres);

/// <summary>Writes with <c>Prefer: dry-run</c>: answered as if they were carried out, and nothing of them stays.</summary>
public abstract class TryingWrites(StoreEngine engine) : IAsyncLifetime
{
    private const string Order = """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": 2}]}""";
    private const string Anna = """{"name": "Anna", "status": "active", "creditLimit": 7.50, "phones": [], "addresses": []}""";
    private const string Berta = """{"name": "Berta", "status": "active", "creditLimit": 7.50, "phones": [], "addresses": []}""";

    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine, new FrozenClock());

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task An_order_that_is_tried_is_answered_and_neither_kept_told_nor_numbered()
    {
        for (var i = 0; i < 3; i++)
        {
            using var tried = await SendAsync(HttpMethod.Post, "/api/orders", Order);
            (tried.StatusCode, Applied(tried)).ShouldBe((HttpStatusCode.Created, "dry-run"));
            (await tried.Content.ReadAsStringAsync()).ShouldContain("\"total\":2.50");
            tried.Headers.Location!.ToString().ShouldBe("/api/orders/O-500001");
        }

        (await _services.ReadLogAsync()).ShouldBeEmpty();
        (await _services.GetAsync("/api/orders/O-500001")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _services.PlaceAsync()).Json.GetProperty("id").GetString().ShouldBe("O-500001");
    }

    [Fact]
    public async Task A_customer_that_is_tried_is_neither_made_nor_replaced()
    {
        using var made = await SendAsync(HttpMethod.Post, "/api/customers", Anna);
        (made.StatusCode, Applied(made)).ShouldBe((HttpStatusCode.Created, "dry-run"));
        (await _services.GetAsync("/api/customers/C-500001")).Status.ShouldBe(HttpStatusCode.NotFound);

        using var real = await SendAsync(HttpMethod.Post, "/api/customers", Anna, preference: null);
        real.Headers.Location!.ToString().ShouldBe("/api/customers/C-500001");
        using var replaced = await SendAsync(HttpMethod.Put, "/api/customers/C-500001", Berta);
        (replaced.StatusCode, Applied(replaced)).ShouldBe((HttpStatusCode.OK, "dry-run"));
        (await replaced.Content.ReadAsStringAsync()).ShouldContain("Berta");
        (await _services.GetAsync("/api/customers/C-500001")).Text.ShouldContain("Anna");
        (await _services.CustomerLog.ReadAsync(null, 10, CancellationToken.None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_would_be_refused_is_refused()
    {
        using var order = await SendAsync(
            HttpMethod.Post, "/api/orders", """{"customerId": "C-1001", "lines": [{"sku": "P-9", "quantity": 1}]}""");
        order.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var nobody = await SendAsync(HttpMethod.Put, "/api/customers/C-9", Berta);
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("respond-async, Dry-Run; x=1", true)]
    [InlineData("wait=10,dry-run", true)]
    [InlineData("note=\"a, dry-run\"", false)]
    [InlineData("dry-runs", false)]
    public async Task The_preference_is_read_as_the_header_has_it(string preference, bool isTried)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/orders", Order, preference);
        (answer.StatusCode, Applied(answer) is not null).ShouldBe((HttpStatusCode.Created, isTried));
        (await _services.ReadLogAsync()).Count.ShouldBe(isTried ? 0 : 1);
    }

    private static string? Applied(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Preference-Applied", out var values) ? values.Single() : null;

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string json, string? preference = "dry-run")
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (preference is not null)
            request.Headers.TryAddWithoutValidation("Prefer", preference);
        return await _services.Client.SendAsync(request);
    }
}
