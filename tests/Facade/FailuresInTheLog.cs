using System.Net;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Lifetime;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests;

/// <summary>The log has a line for each request that failed, and none for what callers ask for in vain.</summary>
public sealed class FailuresInTheLog(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Fact]
    public async Task A_side_that_fails_is_logged_and_a_front_door_that_there_is_not_yet_is_not()
    {
        using var log = new LogLines();
        await using var hub = await facade.StartAnotherAsync(services => services
            .AddSingleton<ILoggerProvider>(log).Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Warning));
        using var client = new HttpClient { BaseAddress = new Uri(hub.Urls.First()) };
        using var soap = await client.PostAsync("/soap/erp", new StringContent("<Envelope/>"));
        soap.StatusCode.ShouldBe(HttpStatusCode.NotImplemented);
        using var failed = await client.GetAsync("/api/down");
        failed.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        // The line is written once the answer has left.
        await Eventually.HoldsAsync(
            () => log.Lines.Any(l => l.StartsWith("GET to down.get failed with 502", StringComparison.Ordinal)));
        log.Lines.ShouldNotContain(line => line.Contains("501", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_balancer_that_asks_a_node_which_is_not_ready_fills_no_log()
    {
        using var log = new LogLines();
        await using var hub = await facade.StartAnotherAsync(services => services
            .AddSingleton<ILoggerProvider>(log).Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Warning));
        hub.Services.GetRequiredService<Readiness>().Report("disk", "the disk is full");
        using var client = new HttpClient { BaseAddress = new Uri(hub.Urls.First()) };
        using var ready = await client.GetAsync("/hub/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var failed = await client.GetAsync("/api/down");
        await Eventually.HoldsAsync(() => log.Lines.Any(l => l.Contains("down.get", StringComparison.Ordinal)));
        log.Lines.ShouldNotContain(line => line.Contains("no route", StringComparison.Ordinal));
    }
}
