using System.Text;
using Hub.Platform.Asking;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Tests;

/// <summary>Sides in this process that are asked: they answer as to a caller, and however they fail there is an answer.</summary>
public sealed class AskingHostedSides : RunningFacade
{
    private RequestDelegate _answer = context => context.Response.WriteAsync("side");
    private IServiceProvider? _services;

    [Theory]
    [InlineData("stock.get")]
    [InlineData("guarded.get")]
    public async Task A_side_answers_with_services_of_its_own_and_its_callbacks_run(string route)
    {
        var (started, completed, disposed) = (0, 0, new Disposed());
        _answer = async context =>
        {
            context.Response.OnStarting(() =>
            {
                started++;
                context.Response.Headers["X-Late"] = "1";
                return Task.CompletedTask;
            });
            context.Response.OnCompleted(() =>
            {
                completed++;
                return Task.CompletedTask;
            });
            context.Response.RegisterForDispose(disposed);
            _services = context.RequestServices;
            context.Features.Get<SideRequest>().ShouldNotBeNull().RouteId.ShouldBe(route);
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"heard {await reader.ReadToEndAsync()}");
        };
        Register();
        if (route == "guarded.get")
            await ShiftAsync(route, new { stage = "new", reason = "all", force = true });
        var answer = await AskAsync(route);
        (answer.Status, Encoding.UTF8.GetString(answer.Body.Span)).ShouldBe((200, "heard "));
        (answer.Headers["X-Late"].ToString(), started, completed, disposed.Times).ShouldBe(("1", 1, 1, 1));
        _services.ShouldNotBeNull().ShouldNotBeSameAs(Services);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_refused_as_a_callers_is()
    {
        Register();
        var answer = await AskAsync("stock.add", "text/plain");
        (answer.Status, answer.Problem?.NothingDone).ShouldBe((415, true));
    }

    [Theory]
    [InlineData("stock.get", false, 500, "Internal Server Error")]
    [InlineData("stock.add", false, 502, Problem.OutcomeUnknown)]
    [InlineData("stock.get", true, 502, "Bad Gateway")]
    [InlineData("stock.add", true, 502, Problem.OutcomeUnknown)]
    public async Task A_side_that_throws_is_a_problem_before_and_after_its_answer_began(
        string route, bool began, int status, string title)
    {
        _answer = async context =>
        {
            if (began)
            {
                await context.Response.WriteAsync("half of an");
                await context.Response.Body.FlushAsync();
            }

            throw new InvalidOperationException("secret");
        };
        Register();
        var answer = await AskAsync(route);
        var body = Encoding.UTF8.GetString(answer.Body.Span);
        answer.Status.ShouldBe(status, body);
        body.ShouldContain($"\"title\":\"{title}\"");
        body.ShouldNotContain("secret");
        body.ShouldNotContain("half of an");
    }

    [Fact]
    public async Task A_legacy_side_that_throws_while_its_answer_is_copied_is_the_same_problem()
    {
        _answer = _ => throw new InvalidOperationException("secret");
        Register();
        (await ShiftAsync("copied.get", new { stage = "shadow", reason = "the same?" })).EnsureSuccessStatusCode();
        using var answer = await Client.GetAsync("/api/copied");
        ((int)answer.StatusCode).ShouldBe(500);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"title\":\"Internal Server Error\"");
    }

    [Fact]
    public async Task A_side_that_fails_behind_a_protection_is_answered_for_by_legacy()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("no");
        };
        Register();
        await ShiftAsync("guarded.get", new { stage = "new", reason = "all", force = true });
        Encoding.UTF8.GetString((await AskAsync("guarded.get")).Body.Span).ShouldContain("\"side\":\"legacy\"");
    }

    [Fact]
    public async Task A_side_that_asks_for_itself_comes_to_an_end()
    {
        var asked = 0;
        _answer = async context =>
        {
            asked++;
            await (await AskAsync("stock.get")).WriteAsync(context);
        };
        Register();
        (await AskAsync("stock.get")).Status.ShouldBe(508);
        asked.ShouldBe(8);
    }

    protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
    {
        ["systems/stock.yaml"] = "system: stock",
        ["capabilities/stock.yaml"] = """
            capability: stock
            owner: stock-team
            sides: { legacy: adapter:stock }
            routes:
              stock.get: GET /api/stock
              stock.add: POST /api/stock
            """,
        ["capabilities/copied.yaml"] = $$"""
            capability: copied
            owner: stock-team
            sides: { legacy: adapter:stock, new: {{NewAddress}} }
            routes:
              copied.get: GET /api/copied
            """,
        ["capabilities/guarded.yaml"] = $$"""
            capability: guarded
            owner: stock-team
            sides:
              legacy: {{LegacyAddress}}
              new: { to: adapter:stock, limits: { timeout: 5s }, fallback: legacy }
            routes:
              guarded.get: GET /api/guarded
            """,
    };

    private void Register() => Services.GetRequiredService<HostedSides>().Register("adapter:stock", context => _answer(context));

    private Task<CapturedAnswer> AskAsync(string route, string type = "application/json")
    {
        var (door, path) = (Services.GetRequiredService<IRouteDoor>(), $"/api/{route.Split('.')[0]}");
        var request = new ContractRequest(route.EndsWith("add", StringComparison.Ordinal) ? "POST" : "GET", path)
        {
            Headers = new Dictionary<string, StringValues> { ["Content-Type"] = type },
            Body = route.EndsWith("add", StringComparison.Ordinal) ? "{}"u8.ToArray() : default,
        };
        return door.AskAsync(route, request);
    }

    private sealed class Disposed : IDisposable
    {
        public int Times { get; private set; }

        public void Dispose() => Times++;
    }
}
