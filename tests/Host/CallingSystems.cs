using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>Who may call which operation of a wrapped system, and what is written down of it.</summary>
public sealed class CallingSystems(AccessHub hub) : IClassFixture<AccessHub>
{
    [Theory]
    [InlineData("viewer-orders", "books", "get-note", null)]
    [InlineData("viewer-everywhere", "books", "get-note", null)]
    [InlineData("viewer-ledger", "books", "get-note", "requiredCapabilities")]
    [InlineData("viewer-orders", "books", "set-note", "requiredRole")]
    [InlineData("operator-orders", "books", "SETNOTE", null)]
    [InlineData("operator-everywhere", "vault", "set-note", "requiredRole")]
    [InlineData("approver-everywhere", "vault", "set-note", null)]
    [InlineData("caller-orders", "books", "get-note", "requiredRole")]
    public async Task Reading_takes_a_viewer_writing_an_operator_and_inside_an_approver_of_all_that_the_system_answers_for(
        string caller, string system, string operation, string? missing)
    {
        using var response = await PostAsync(caller, system, operation);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (missing is not null)
            problem.TryGetProperty(missing, out _).ShouldBeTrue(problem.ToString());
        else
            // It got as far as the operation, whose parameters are missing.
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, problem.ToString());
    }

    [Fact]
    public async Task A_write_is_audited_under_the_operations_own_name_and_a_read_is_not()
    {
        var before = (await hub.Audit.ListAsync(1)).FirstOrDefault()?.Number ?? 0;
        (await PostAsync("admin-everywhere", "books", "get-note")).Dispose();
        (await hub.Audit.ListAsync(10)).Where(e => e.Number > before).ShouldBeEmpty();

        (await PostAsync("admin-everywhere", "books", "SetNote", """{"no":1,"note":"about somebody"}""")).StatusCode
            .ShouldBe(HttpStatusCode.BadGateway);
        var entry = (await hub.Audit.ListAsync(10)).Single(e => e.Number > before);
        (entry.Actor, entry.Action, entry.Target, entry.Outcome, entry.Detail)
            .ShouldBe(("admin-everywhere", "call", "books.set-note", "refused", "502"));
    }

    [Fact]
    public async Task What_is_not_a_system_never_reaches_a_catch_all()
    {
        using var response = await hub.SendAsync(
            new AccessRow("GET /systems/books/nothing", AccessRole.Viewer), "viewer-everywhere");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).ShouldContain("The hub has nothing at /systems/books/nothing.");
    }

    [Fact]
    public async Task A_facade_of_its_own_hands_systems_to_the_peer_that_runs_them()
    {
        using var folder = new TemporaryFolder();
        var peers = new Peers(new Dictionary<string, Uri> { ["adapters"] = hub.Client.BaseAddress! }, new string('s', 32));
        await using var facade = AccessHub.Build(folder.Path, Roles.Facade, peers);
        await facade.Services.MigratePlatformAsync();
        await facade.Services.MigrateFacadeAsync();
        await facade.Services.GetRequiredService<Revisions>().LoadAsync(AccessHub.Plan);
        await facade.Services.GetRequiredService<AccessTokens>().RegisterAsync("any", hub.TokenOf("viewer-orders"));
        await facade.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(facade.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", hub.TokenOf("viewer-orders"));

        var systems = await client.GetFromJsonAsync<JsonElement>("/systems");
        systems.EnumerateArray().Select(s => s.GetProperty("name").GetString()).ShouldBe(["books", "vault"]);
        var operation = await client.GetFromJsonAsync<JsonElement>("/systems/books/operations/get-note");
        (operation.GetProperty("access").GetString(), operation.GetProperty("input").GetProperty("$ref").GetString())
            .ShouldBe(("read", "#/components/schemas/books.get-note"));
        using var called = await client.PostAsync("/systems/books/operations/get-note", JsonContent.Create(new { no = 1 }));
        called.StatusCode.ShouldBe(HttpStatusCode.BadGateway, "the peer's books are not there");
        // An admin's here, a viewer's there: what counts is what it is where it is done.
        using var refused = await client.PostAsync(
            "/systems/books/operations/set-note", JsonContent.Create(new { no = 1, note = "x" }));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await facade.StopAsync();
    }

    private async Task<HttpResponseMessage> PostAsync(string caller, string system, string operation, string body = "{}")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/systems/{system}/operations/{operation}")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", hub.TokenOf(caller));
        return await hub.Client.SendAsync(request);
    }
}
