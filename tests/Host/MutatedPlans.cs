using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Hub.Facade;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Tests;
using Hub.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>
/// The demo's plan, changed at random: each change is a fault with file and line, or the plan is served and answers. HUB_FUZZ
/// tries more of them than the hundred that every run does, beginning at HUB_FUZZ_SEED.
/// </summary>
public sealed partial class MutatedPlans : IAsyncLifetime
{
    private const int Always = 100;
    private readonly TemporaryFolder _folder = new();
    private readonly PlanReferences _references = new(DemoLandscape.Read(Repository.Plan)!.StandIns);
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        var options = new UpOptions(
            "", null, _folder.Path, "http://127.0.0.1:0", Demo: false, Roles.Facade | Roles.Adapters, Peers.None,
            OpenMetrics: false, AdminUrls: null);
        _app = HubApplication.Build(options, _references);
        await _app.Services.MigratePlatformAsync();
        await _app.Services.MigrateFacadeAsync();
        await _app.Services.GetRequiredService<Revisions>().LoadAsync(() => Demo);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_change_is_a_fault_with_file_and_line_or_a_plan_that_answers()
    {
        var first = Number("HUB_FUZZ_SEED") ?? 1;
        var (served, refused) = (0, 0);
        for (var seed = first; seed < first + (Number("HUB_FUZZ") ?? Always); seed++)
        {
            var (bundle, changes) = new PlanMutator(Demo.Files, seed).Mutate();
            var told = $"seed {seed}\n{changes}";
            var errors = new PlanErrors();
            var plan = _app.Services.GetRequiredService<PlanLoader>().Load(bundle, _references, errors);
            if (plan is null)
            {
                refused++;
                errors.Count.ShouldBeGreaterThan(0, told);
                foreach (var error in errors)
                {
                    (error.At.File.Length > 0 && error.At.Line > 0).ShouldBeTrue($"{told}\n{error}");
                    // That would be a check that fails by itself and has no place to name.
                    error.Message.ShouldNotStartWith("the plan cannot be", Case.Sensitive, told);
                }

                continue;
            }

            served++;
            _app.Services.GetRequiredService<CurrentRouting>().Serve(new RoutingSnapshot(seed + 1, plan));
            await AnswersAsync(plan, seed, told);
        }

        TestContext.Current.SendDiagnosticMessage($"{served} plans were served and {refused} refused.");
        served.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(0);
    }

    private async Task AnswersAsync(MigrationPlan plan, int seed, string told)
    {
        (await _client.GetAsync("/hub/openapi.json")).StatusCode.ShouldBe(HttpStatusCode.OK, told);
        // One route a plan, another one each time: what does not answer is waited for.
        var routes = plan.Routes.ToList();
        if (routes.Count == 0)
            return;
        var route = routes[seed % routes.Count];
        using var request = new HttpRequestMessage(
            new HttpMethod(route.Match.Method), Parameter.Replace(route.Match.Path, "x"));
        if (route.IsWrite)
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request);
        answer.StatusCode.ShouldNotBe(
            HttpStatusCode.InternalServerError, $"{told}\n{route.Id}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static PlanBundle Demo { get; } = new(
        PlanFolder.Read(Repository.Plan, environment: null).Files.Append(KeyValuePair.Create(
            "environments/test.yaml",
            """
            hub: { expose: false }
            systems: { erp: { limits: { concurrency: 8, timeout: 3s } } }
            capabilities: { orders: { owner: other-team } }
            """u8.ToArray())));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter { get; }
}
