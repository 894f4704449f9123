using Hub.Adapters.Tests.Sql;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>A listing may tell when each record was changed, for links by <c>conflict: newer</c>.</summary>
public sealed class TimesOfASnapshot
{
    [Fact]
    public async Task A_change_that_a_listing_shows_has_the_systems_own_time_and_a_time_is_no_change()
    {
        await using var world = await CaptureWorld.StartAsync(new SqliteUnderTest(), """
            { snapshot: list-things, every: 10ms, in: { after: after, limit: limit }, start: 0, batch: 20, key: NO,
              modifiedAt: AT, out: thing }
            """);
        await world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 1767225600)");
        var made = (await world.Source.ReadAsync(null, 100, CancellationToken.None)).ShouldHaveSingleItem();
        made.ChangedAt.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        made.Content!["amount"]!.GetValue<long>().ShouldBe(5);

        await world.ExecuteAsync("UPDATE thing SET stamp = stamp + 60");
        world.Source.LookAnew();
        (await world.Source.ReadAsync(made.Position, 100, CancellationToken.None)).ShouldBeEmpty();

        await world.ExecuteAsync("UPDATE thing SET amt = 6, stamp = stamp + 60");
        world.Source.LookAnew();
        (await world.Source.ReadAsync(made.Position, 100, CancellationToken.None)).ShouldHaveSingleItem()
            .ChangedAt.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 2, 0, TimeSpan.Zero));
    }
}
