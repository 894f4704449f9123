using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class ChangesTests
{
    [Fact]
    public async Task An_order_changed_twice_is_one_change_with_its_latest_number()
    {
        await using var erp = await RunningErp.StartAsync();
        await erp.Client.CallAsync("SetOrderStatus", ("OrderNo", 3030), ("Status", "R"));
        await erp.Client.CallAsync("SetOrderStatus", ("OrderNo", 3030), ("Status", "S"));

        var (last, changes) = await ChangedSinceAsync(erp, 70, 10);
        var (lastAgain, none) = await ChangedSinceAsync(erp, last, 10);

        changes.ShouldBe([new Change(72, 3030, "S")]);
        last.ShouldBe(72);
        none.ShouldBeEmpty();
        lastAgain.ShouldBe(72);
    }

    [Fact]
    public async Task Changes_since_a_number_are_complete_under_concurrent_writers()
    {
        const int Writers = 8;
        const int OrdersEach = 25;
        await using var erp = await RunningErp.StartAsync();
        var expected = new ConcurrentDictionary<int, string>();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var i = 0; i < OrdersEach; i++)
            {
                var orderNo = await erp.Client.PlaceOrderAsync();
                var status = i % 2 == 0 ? "N" : "R";
                if (status == "R")
                    (await erp.Client.CallAsync("SetOrderStatus", ("OrderNo", orderNo), ("Status", "R"))).IsFault.ShouldBeFalse();
                expected[orderNo] = status;
            }
        }));

        // The reader follows in small steps while the writers write, and never goes back.
        var seen = new List<Change>();
        var position = 70L;
        while (true)
        {
            var finished = writing.IsCompleted;
            var (last, changes) = await ChangedSinceAsync(erp, position, 5);
            seen.AddRange(changes);
            position = last;
            if (finished && changes.Count == 0)
                break;
        }

        await writing;
        seen.Select(change => change.ChangeNo).ShouldBe(seen.Select(change => change.ChangeNo).Distinct().Order());
        var latest = seen.GroupBy(change => change.OrderNo).ToDictionary(group => group.Key, group => group.Last().Status);
        latest.Count.ShouldBe(Writers * OrdersEach);
        latest.ShouldBe(expected, ignoreOrder: true);
    }

    private static async Task<(long Last, IReadOnlyList<Change> Changes)> ChangedSinceAsync(
        RunningErp erp, long changeNo, int maxCount)
    {
        var answer = (await erp.Client.CallAsync("OrdersChangedSince", ("ChangeNo", changeNo), ("MaxCount", maxCount))).Answer;
        return ((long)answer.Element(Xml.M + "LastChangeNo")!, [.. answer.Descendants(Xml.T + "Change").Select(Read)]);
    }

    private static Change Read(XElement change) => new(
        (long)change.Element(Xml.T + "ChangeNo")!,
        int.Parse(change.Text("OrderNo"), CultureInfo.InvariantCulture),
        change.Text("Status"));

    private sealed record Change(long ChangeNo, int OrderNo, string Status);
}
