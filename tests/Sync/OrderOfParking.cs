using Hub.Sync.Applying;

namespace Hub.Sync.Tests;

/// <summary>Ids of parked changes sort by the order of parking, which is the order that they are replayed in.</summary>
public sealed class OrderOfParking
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ids_made_within_a_millisecond_and_while_the_clock_goes_back_sort_by_their_order()
    {
        var ids = new ParkingIds();
        var made = Enumerable.Range(0, 20_000).Select(n => ids.Next(Now.AddTicks(n % 3 == 0 ? -n : n / 100))).ToList();
        made.ShouldBe([.. made.Order(StringComparer.Ordinal)]);
        made.Distinct(StringComparer.Ordinal).Count().ShouldBe(made.Count);
    }

    [Fact]
    public void An_id_is_a_UUID_of_version_7_with_its_time()
    {
        var id = new ParkingIds().Next(Now.AddTicks(5000));
        var uuid = Guid.ParseExact(id, "N");
        (uuid.Version, uuid.Variant >> 2).ShouldBe((7, 2));
        id.ShouldStartWith($"{Now.ToUnixTimeMilliseconds():x12}7800");
    }
}
