using Hub.Facade.Shadowing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>At canary and new, the legacy side is asked in the background what the new side has answered.</summary>
public sealed class ComparingAfterTheShift : IAsyncDisposable
{
    private const string All = "shadow: { afterShift: 100% }";
    private TwoSides? _started;

    private TwoSides Sides => _started!;

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task At_new_the_legacy_side_is_asked_and_differences_are_told_as_before_the_shift()
    {
        await StartAsync(All);
        (await Sides.AskAsync()).ShouldBe("""{"price":1.5}""");
        (await Sides.EvidenceOfAsync(1)).GetProperty("equal").GetInt64().ShouldBe(1);
        Sides.Legacy = context => context.Response.WriteAsJsonAsync(new { price = 1.5, note = "old" });
        await Sides.AskAsync();
        TwoSides.Differences(await Sides.EvidenceOfAsync(2)).ShouldBe(["1 × note: only at legacy"]);
    }

    [Fact]
    public async Task A_legacy_side_that_fails_says_nothing_of_the_new_one()
    {
        await StartAsync(All);
        Sides.Legacy = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await Sides.AskAsync();
        TwoSides.NotCompared(await Sides.EvidenceOfAsync(1)).Keys.ShouldBe(["the legacy side failed (503)"]);
    }

    [Theory]
    [InlineData(""), InlineData("shadow: { afterShift: off }\nguardrail: on")]
    public async Task The_legacy_side_is_left_alone_where_the_plan_says_so_or_says_nothing(string fields)
    {
        await StartAsync(fields);
        var asked = 0;
        Sides.Legacy = context =>
        {
            Interlocked.Increment(ref asked);
            return context.Response.WriteAsync("");
        };
        for (var i = 0; i < 20; i++)
            await Sides.AskAsync();
        (await Sides.EvidenceAsync()).GetProperty("compared").GetInt64().ShouldBe(0);
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task The_sample_is_exact_and_what_is_not_of_it_is_counted()
    {
        await StartAsync("shadow: { afterShift: 25% }");
        for (var i = 0; i < 21; i++)
            await Sides.AskAsync();
        // The first, the fifth and so on: with the last one those before it are told.
        var evidence = await Sides.EvidenceOfAsync(21);
        evidence.GetProperty("compared").GetInt64().ShouldBe(6);
        TwoSides.NotCompared(evidence).ShouldBe(new Dictionary<string, long> { ["they were not of the sample"] = 15 });
    }

    [Fact]
    public async Task No_more_than_the_plan_says_are_compared_in_a_second()
    {
        await StartAsync("shadow: { afterShift: 100%, rate: 1/h }");
        for (var i = 0; i < 5; i++)
            await Sides.AskAsync();
        var evidence = await Sides.EvidenceOfAsync(5);
        evidence.GetProperty("compared").GetInt64().ShouldBe(1);
        TwoSides.NotCompared(evidence).ShouldHaveSingleItem().Key.ShouldEndWith("a second of this route are compared");
    }

    [Theory]
    [InlineData(0.1, 1_000, 100), InlineData(0.01, 1_000, 10), InlineData(1.0 / 3, 9_999, 3_333), InlineData(0, 1_000, 0)]
    public void A_share_is_met_to_the_request(double share, int requests, int taken) =>
        Enumerable.Range(1, requests).Count(n => ShadowedShare.Takes(n, share)).ShouldBeInRange(taken - 1, taken);

    private async Task StartAsync(string fields)
    {
        _started = await TwoSides.StartAsync(fields: fields);
        await Sides.ShiftAsync("goods.get", "new");
    }
}
