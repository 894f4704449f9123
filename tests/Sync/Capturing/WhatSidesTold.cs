using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.Capturing;
using Hub.Sync.Streams;

namespace Hub.Sync.Tests.Capturing;

/// <summary>The latest changes that sides have told, kept for whoever compares them.</summary>
public sealed class WhatSidesTold
{
    private readonly Clock _time = new();
    private readonly ToldChanges _told;
    private readonly SyncStream _stream = new("orders", "adapter:erp", "service:orders", Side.Legacy, IsCopy: false);

    public WhatSidesTold() => _told = new ToldChanges(_time);

    [Fact]
    public void Nothing_is_kept_of_an_entity_that_nobody_asks_about()
    {
        _told.Keep(_stream, [Change("O-1", 1)]);
        var orders = _told.Of("orders");
        orders.Find(Side.Legacy, "O-1", DateTimeOffset.MinValue).ShouldBeNull();
        _told.Keep(_stream, [Change("O-1", 2)]);
        orders.Find(Side.Legacy, "O-1", DateTimeOffset.MinValue)!.Version.ShouldBe(2);
        orders.Find(Side.New, "O-1", DateTimeOffset.MinValue).ShouldBeNull();

        _time.Now += TimeSpan.FromMinutes(11);
        _told.Keep(_stream, [Change("O-1", 3)]);
        _told.Of("orders").Find(Side.Legacy, "O-1", DateTimeOffset.MinValue).ShouldBeNull();
    }

    [Fact]
    public void The_last_change_since_a_time_is_found_as_long_as_200_others_have_not_come()
    {
        var orders = _told.Of("orders");
        _told.Keep(_stream, [Change("O-1", 1), Change("O-1", 2), Change("O-2", 9)]);
        orders.Find(Side.Legacy, "O-1", _time.GetUtcNow())!.Version.ShouldBe(2);
        orders.Find(Side.Legacy, "O-1", _time.GetUtcNow() + TimeSpan.FromSeconds(1)).ShouldBeNull();
        _told.Keep(_stream, [.. Enumerable.Range(0, ToldChanges.Most).Select(n => Change($"O-{n + 100}", 1))]);
        orders.Find(Side.Legacy, "O-1", DateTimeOffset.MinValue).ShouldBeNull();
    }

    [Fact]
    public void What_a_copy_is_told_is_no_side_s_event()
    {
        var orders = _told.Of("orders");
        _told.Keep(_stream with { IsCopy = true }, [Change("O-1", 1)]);
        orders.Find(Side.Legacy, "O-1", DateTimeOffset.MinValue).ShouldBeNull();
    }

    private static Change Change(string key, long version) =>
        new(key, null, version, $"{version}", Side.Legacy, ChangeKind.Upsert, null, new JsonObject());

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
