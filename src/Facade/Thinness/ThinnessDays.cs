using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Thinness;

/// <summary>Keeps what was counted each day, for three years.</summary>
internal sealed class ThinnessDays(HubStore store, TimeProvider time)
{
    /// <summary>How many days are kept.</summary>
    public const int Kept = 3 * 366;

    private static readonly SqlFile Sql = SqlFile.Of<ThinnessDays>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("thinness", Sql);

    /// <summary>Counts what is served, as today's figures, and forgets days that are too old.</summary>
    /// <returns>How much was counted.</returns>
    public async Task<int> CountAsync(RoutingSnapshot served)
    {
        var day = Today;
        var rows = ThinnessMeasure.All.Select(m => new { day, measure = m.Name, value = m.Count(served) }).ToList();
        await store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Save"], rows, t);
            return await c.ExecuteAsync(Sql["Prune"], new { before = day - Kept }, t);
        });
        return rows.Count;
    }

    /// <summary>Returns what was counted, the oldest day first.</summary>
    public async Task<IReadOnlyList<CountedDay>> ListAsync()
    {
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["List"]));
        return
        [
            .. rows.GroupBy(r => r.Day).Select(g => new CountedDay(
                DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(g.Key)),
                g.ToDictionary(r => r.Measure, r => r.Value, StringComparer.Ordinal))),
        ];
    }

    private long Today => (long)Math.Floor((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays);

    private sealed record Row(long Day, string Measure, long Value);
}

/// <summary>What was counted on a day.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Values">By the name of the measure; one that was added later is missing.</param>
internal sealed record CountedDay(DateOnly Day, IReadOnlyDictionary<string, long> Values);
