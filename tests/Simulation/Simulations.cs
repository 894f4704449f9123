using System.Globalization;

namespace Hub.Simulation.Tests;

/// <summary>
/// The handover, the bond and the streams in virtual time (decision 43). HUB_SIMULATION_SEED=N replays one run with its trace.
/// </summary>
public sealed class Simulations(ITestOutputHelper output)
{
    private const string Variable = "HUB_SIMULATION_SEED";
    private const int Seeds = 10_000;
    private const int Most = 10_000;

    [Fact]
    public void No_run_of_ten_thousand_breaks_a_property()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var given))
        {
            var replayed = Run.Of(given, isTraced: true);
            output.WriteLine(string.Join("\n", replayed.Trace.Append(replayed.Broken)));
            replayed.Broken.ShouldBeNull();
            return;
        }

        var broken = Enumerable.Range(1, Seeds).AsParallel()
            .Select(seed => Run.Of(seed)).Where(o => o.Broken is not null).ToList();
        foreach (var kind in broken.GroupBy(o => o.Broken![..2]))
            output.WriteLine($"{kind.Key}: {kind.Count()} runs: {string.Join(", ", kind.Select(o => o.Seed).Order().Take(20))}");
        if (broken.MinBy(o => o.Seed) is { } first)
            Assert.Fail(Told(first.Seed, PlantedFault.None));
    }

    /// <summary>Each guard that is left out breaks a property within some thousand runs.</summary>
    [Theory]
    [InlineData(PlantedFault.NoHold)]
    [InlineData(PlantedFault.NotDrained)]
    [InlineData(PlantedFault.CountedAfterDecided)]
    [InlineData(PlantedFault.HeldByOldRevision)]
    [InlineData(PlantedFault.LeaseNotChecked)]
    [InlineData(PlantedFault.LeaseBeforeRevision)]
    [InlineData(PlantedFault.DeadNodeWaitedFor)]
    [InlineData(PlantedFault.RevisionNotCompared)]
    [InlineData(PlantedFault.NotUndone)]
    [InlineData(PlantedFault.RollbackWaits)]
    [InlineData(PlantedFault.RollbackNotDrained)]
    [InlineData(PlantedFault.OneDirectionCaughtUp)]
    [InlineData(PlantedFault.BarrierPassedWhenRead)]
    [InlineData(PlantedFault.PositionBeforeHandled)]
    [InlineData(PlantedFault.BaseNotCompared)]
    [InlineData(PlantedFault.ConflictNotKept)]
    [InlineData(PlantedFault.ConflictKeptAfterwards)]
    [InlineData(PlantedFault.MergeNotSentBack)]
    [InlineData(PlantedFault.EarlierReadingNotBehind)]
    [InlineData(PlantedFault.OvertakenApplied)]
    [InlineData(PlantedFault.BothDirectionsAtOnce)]
    [InlineData(PlantedFault.OutcomeForgotten)]
    [InlineData(PlantedFault.AttemptNotTold)]
    [InlineData(PlantedFault.LegacyVersionNotSent)]
    [InlineData(PlantedFault.DeletedUnseen)]
    [InlineData(PlantedFault.DeletedVersionNotSent)]
    [InlineData(PlantedFault.DeletionOvertakesNothing)]
    [InlineData(PlantedFault.DeletionNotKept)]
    [InlineData(PlantedFault.ParkedNotHandled)]
    [InlineData(PlantedFault.ParkedReplayedOverLater)]
    [InlineData(PlantedFault.DroppedTakenForAgreed)]
    [InlineData(PlantedFault.DroppedNotNamed)]
    [InlineData(PlantedFault.ArrivalTakenForEdit)]
    [InlineData(PlantedFault.MergeStampedAnew)]
    [InlineData(PlantedFault.ClocksApartBelieved)]
    [InlineData(PlantedFault.ParkedDecided)]
    [InlineData(PlantedFault.ParkedNotReplaced)]
    internal void A_protocol_without_one_of_its_guards_breaks_a_property(PlantedFault fault)
    {
        var found = Enumerable.Range(1, Most).AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(seed => Run.Of(seed, fault)).FirstOrDefault(o => o.Broken is not null);
        output.WriteLine($"{fault}: {(found is null ? "not found" : $"seed {found.Seed}: {found.Broken}")}");
        found.ShouldNotBeNull($"{fault} is not found by {Most} runs");
    }

    private static string Told(int seed, PlantedFault fault)
    {
        var outcome = Run.Of(seed, fault, isTraced: true);
        return $"Seed {seed} breaks {outcome.Broken}. {Variable}={seed} replays it:\n{string.Join('\n', outcome.Trace)}";
    }
}
