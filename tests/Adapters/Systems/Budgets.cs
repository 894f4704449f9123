using System.Net;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Tests.Systems;

/// <summary>What several nodes ask of one system, all together.</summary>
public sealed class Budgets : IAsyncLifetime
{
    private const string Part =
        """<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>1</Count><Sold>true</Sold><Note>n</Note></Part>"""
        + "</GetPartResponse>";
    private SoapStub _stub = null!;
    private StoreOptions _store = null!;
    private int _now;
    private int _most;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _store = new StoreOptions { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
        _stub = await SoapStub.StartAsync();
        _stub.Answer = async (context, _) =>
        {
            Raise(ref _most, Interlocked.Increment(ref _now));
            await Task.Delay(10);
            Interlocked.Decrement(ref _now);
            await context.Response.WriteAsync(SoapStub.Envelope(Part));
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_stub is not null)
            await _stub.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_come_and_go_under_load_and_the_system_never_has_more_calls_than_the_plan_allows()
    {
        await using var first = await StartAsync();
        using var stop = new CancellationTokenSource();
        var load = new List<Task<int>> { LoadAsync(first, stop.Token) };
        await Eventually.HoldsAsync("the first node to use all of it", () => Task.FromResult(Volatile.Read(ref _most) == 4));

        // A node that joins has one call of its own until the first has given a share up.
        var second = await StartAsync();
        using (var stopSecond = new CancellationTokenSource())
        {
            var more = LoadAsync(second, stopSecond.Token);
            await Eventually.HoldsAsync("the second node to have its share", () => ShareIsAsync(second, 2));
            await Eventually.HoldsAsync("the first node to have given it up", () => ShareIsAsync(first, 2));
            Volatile.Read(ref _most).ShouldBeLessThanOrEqualTo(5);
            Volatile.Write(ref _most, 0);
            var before = _stub.Requests.Count;
            await Eventually.HoldsAsync("both to go on", () => Task.FromResult(_stub.Requests.Count > before + 200));
            Volatile.Read(ref _most).ShouldBeInRange(1, 4);
            await stopSecond.CancelAsync();
            (await more).ShouldBeGreaterThan(0);
        }

        await second.DisposeAsync();
        await Eventually.HoldsAsync("the first node to have all of it again", () => ShareIsAsync(first, 4));
        await stop.CancelAsync();
        (await Task.WhenAll(load)).ShouldAllBe(answered => answered > 0);
        Volatile.Read(ref _most).ShouldBeLessThanOrEqualTo(4);
    }

    private Task<RunningAdapters> StartAsync() => RunningAdapters.StartAsync(
        Parts.Bundle(
            Parts.System.Replace(
                "concurrency: 2, timeout: 1s", "concurrency: 4, perCaller: 100%, timeout: 20s", StringComparison.Ordinal)),
        new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }), store: _store);

    private static Task<bool> ShareIsAsync(RunningAdapters node, int places) =>
        Task.FromResult(node.Gates.Find("parts")!.Places == places);

    private static async Task<int> LoadAsync(RunningAdapters node, CancellationToken stop)
    {
        var answered = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            var count = 0;
            while (!stop.IsCancellationRequested)
            {
                using var answer = await node.Client.GetAsync("/api/parts/T-17", CancellationToken.None);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                count++;
            }

            return count;
        }));
        return answered.Sum();
    }

    private static void Raise(ref int place, int value)
    {
        for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
            Interlocked.CompareExchange(ref place, value, seen);
    }
}
