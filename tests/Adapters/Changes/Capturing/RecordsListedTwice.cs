using Hub.Adapters.Tests.Sql;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Tests.Changes.Capturing;

/// <summary>
/// A mapping gives two records of a listing one key, as where it trims blanks that tell them apart: neither is taken for a change
/// of the other one.
/// </summary>
public sealed class RecordsListedTwice : IAsyncLifetime
{
    private CaptureWorld? _world;
    private string? _position;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(1)]
    public async Task Two_with_one_key_are_told_once_with_the_reason_and_the_one_that_is_left_as_itself(int batch)
    {
        _world = await CaptureWorld.StartAsync(new SqliteUnderTest(), $$"""
            { snapshot: list-things, every: 10ms, in: { after: after, limit: limit }, start: 0, batch: {{batch}}, key: NO,
              out: { id: { from: NO, codes: { T-1: 1, T-2: 2 }, otherwise: T-9 }, amount: AMT, parts: PARTS } }
            """);
        await _world.ExecuteAsync("INSERT INTO thing VALUES (1, 5, 0), (2, 6, 0), (3, 7, 0), (4, 8, 0)");

        var last = (await ReadAsync()).GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Last());
        last.Keys.ShouldBe(["T-1", "T-2", "T-9"], ignoreOrder: true);
        last["T-9"].Fault.ShouldNotBeNull().ShouldContain("two different records are listed with this key");
        last["T-1"].Fault.ShouldBeNull();
        (await ReadAsync()).ShouldBeEmpty();

        await _world.ExecuteAsync("UPDATE thing SET amt = 70 WHERE no = 3");
        (await ReadAsync()).ShouldBeEmpty();

        await _world.ExecuteAsync("DELETE FROM thing WHERE no = 4");
        var left = (await ReadAsync()).ShouldHaveSingleItem();
        (left.Key, left.Fault, left.Content!["amount"]!.GetValue<long>()).ShouldBe(("T-9", null, 70));
        (await ReadAsync()).ShouldBeEmpty();
    }

    // Reads on until three readings in a row told nothing.
    private async Task<List<Change>> ReadAsync()
    {
        var all = new List<Change>();
        for (var still = 0; still < 3;)
        {
            _world!.Source.LookAnew();
            var changes = await _world.Source.ReadAsync(_position, 100, CancellationToken.None);
            all.AddRange(changes);
            _position = changes.Count > 0 ? changes[^1].Position : _position;
            still = changes.Count > 0 ? 0 : still + 1;
        }

        return all;
    }
}
