using Dapper;
using Hub.Facade.Retiring;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Facade.Tests;

/// <summary>When the callers of many routes are gone is asked in one question, with what each by itself says.</summary>
public sealed class CallersOfManyRoutes
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(14);

    [Theory]
    [InlineData(StoreEngine.Sqlite)]
    [InlineData(StoreEngine.Postgres)]
    public async Task Many_routes_say_what_each_says_by_itself(StoreEngine engine)
    {
        using var stores = await TestStores.CreateAsync(engine);
        await using var database = stores.Open("hub");
        var callers = new CallersOfLegacy(new HubStore(database), TimeProvider.System);
        await callers.MigrateAsync();
        var rows = new (string Route, string Caller, DateTimeOffset Last, TimeSpan Pause)[]
        {
            // Who stayed away for long before keeps a route longer than who came last, and who stayed away for less than
            // the quiet time does not.
            ("often.asked", "daily", Noon, TimeSpan.FromDays(1)),
            ("often.asked", "monthly", Noon.AddDays(-10), TimeSpan.FromDays(30)),
            ("seldom.asked", "once", Noon.AddDays(-3), TimeSpan.Zero),
            ("seldom.asked", "nearly", Noon.AddDays(-4), TimeSpan.FromDays(13.5)),
            ("another", "nobody asked for", Noon, TimeSpan.Zero),
        };
        await database.WriteAsync((c, t) => c.ExecuteAsync(
            """
            INSERT INTO legacy_callers (route, kind, caller, first_seen, last_seen, longest_pause, requests)
            VALUES (@Route, 'account', @Caller, @last, @last, @pause, 1)
            """,
            rows.Select(r => new
            {
                r.Route, r.Caller, last = Microseconds.Of(r.Last), pause = r.Pause.Ticks / TimeSpan.TicksPerMicrosecond,
            }),
            t));

        var gone = await callers.FindGoneAsync(["often.asked", "seldom.asked", "never.asked"], Quiet);
        gone.Keys.Order(StringComparer.Ordinal).ShouldBe(["often.asked", "seldom.asked"]);
        foreach (var (route, from) in gone)
            from.ShouldBe((await callers.FindAsync(route)).Max(c => c.GoneFrom(Quiet)), route);
        gone["often.asked"].ShouldBe(Noon.AddDays(-10 + 33));
        gone["seldom.asked"].ShouldBe(Noon.AddDays(-3 + 14));
    }
}
