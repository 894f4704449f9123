namespace Hub.Architecture.Tests;

/// <summary>
/// The handover with the bond beneath it (decisions 38 and 41), as the model in tests/Model. All runs within a budget are
/// explored; the properties are the assertions in the model, which name the invariants I1 to I7.
/// </summary>
public sealed class HandoverModel(ITestOutputHelper output)
{
    private const string Model = "tests/Model/handover.pml";

    [Theory]
    [InlineData("START=L", "HUB_WRITES=2", "OFFICE_WRITES=1")]
    [InlineData("START=N", "HUB_WRITES=2", "OFFICE_WRITES=1")]
    [InlineData("START=L", "HUB_WRITES=2", "OFFICE_WRITES=0", "LAPSES=1")]
    [InlineData("START=N", "HUB_WRITES=1", "OFFICE_WRITES=0", "LAPSES=1")]
    [InlineData("START=L", "HUB_WRITES=2", "OFFICE_WRITES=0", "LATES=1")]
    [InlineData("START=L", "HUB_WRITES=2", "OFFICE_WRITES=0", "HANDOVERS=2")]
    [InlineData("START=N", "HUB_WRITES=2", "OFFICE_WRITES=1", "HANDOVERS=0", "CRASHES=1", "REPEATS=1")]
    public async Task No_run_of_the_protocol_breaks_a_property(params string[] budgets)
    {
        SpinModel.Require();
        var text = await SpinModel.ExploreAsync(Model, budgets, "-O2");
        output.WriteLine($"{string.Join(' ', budgets)}: {Line(text, "states, stored")}");
        Line(text, "errors:").ShouldEndWith("errors: 0", customMessage: text);
        text.ShouldNotContain("Search not completed");
        text.ShouldNotContain("max search depth too small");
    }

    /// <summary>A fault that needs the most states to be found is compiled for speed.</summary>
    [Theory]
    [InlineData("NO_HOLD", "OFFICE_WRITES=0")]
    [InlineData("NOT_DRAINED", "OFFICE_WRITES=0")]
    [InlineData("COUNTED_AFTER_DECIDED", "OFFICE_WRITES=0")]
    [InlineData("HELD_BY_OLD_REVISION", "OFFICE_WRITES=0")]
    [InlineData("LEASE_NOT_CHECKED", "OFFICE_WRITES=0", "LAPSES=1")]
    [InlineData("LEASE_BEFORE_REVISION", "OFFICE_WRITES=0", "LAPSES=1")]
    [InlineData("DEAD_NODE_WAITED_FOR", "START=N", "OFFICE_WRITES=0", "LAPSES=1")]
    [InlineData("REVISION_NOT_COMPARED", "OFFICE_WRITES=0")]
    [InlineData("NOT_UNDONE", "OFFICE_WRITES=0")]
    [InlineData("ROLLBACK_WAITS", "START=N", "OFFICE_WRITES=0")]
    [InlineData("ROLLBACK_NOT_DRAINED", "START=N", "OFFICE_WRITES=0")]
    [InlineData("ANSWERED_EARLY", "START=N")]
    [InlineData("ONE_ROUND", "START=N")]
    [InlineData("BASE_NOT_COMPARED")]
    [InlineData("CONFLICT_NOT_KEPT")]
    [InlineData("ECHO_SENT", "HANDOVERS=0", "HUB_WRITES=1", "CRASHES=1")]
    [InlineData("BOTH_DIRECTIONS_AT_ONCE")]
    [InlineData("EARLIER_READING_NOT_BEHIND", "START=N")]
    public async Task A_protocol_without_one_of_its_guards_breaks_a_property(string fault, params string[] budgets)
    {
        SpinModel.Require();
        var optimization = fault is "ANSWERED_EARLY" or "ONE_ROUND" or "LEASE_NOT_CHECKED" ? "-O1" : "-O0";
        var text = await SpinModel.ExploreAsync(Model, [.. budgets, $"FAULT_{fault}"], optimization);
        output.WriteLine($"{fault}: {Line(text, "states, stored")}; {Line(text, "assertion violated")}");
        text.ShouldContain("assertion violated");
    }

    private static string Line(string text, string part) =>
        text.Split('\n').FirstOrDefault(l => l.Contains(part, StringComparison.Ordinal))?.Trim() ?? "";
}
