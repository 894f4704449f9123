using Hub.Facade.Cutover.Handovers;
using Hub.Platform.Links;

namespace Hub.Facade.Tests;

/// <summary>The handover's protocol, step by step.</summary>
public sealed class HandoverSteps
{
    private static readonly HandoverSight Held = new(
        IsHeld: true, IsBack: false, IsOver: false, IsGraceOver: false, IsDrained: true, [Direction(0), Direction(0)]);

    [Fact]
    public void Nothing_is_asked_of_the_link_before_what_was_decided_before_has_ended()
    {
        Handover.Next(new(), Held with { IsDrained = false }).Act.ShouldBe(HandoverAct.Wait);
        Handover.Next(new(), Held).ShouldBe((new HandoverState(HandoverStep.CatchingUp), HandoverAct.RaiseBarrier));
    }

    [Fact]
    public void The_owner_moves_once_both_directions_have_passed_two_barriers()
    {
        var first = new HandoverState(HandoverStep.CatchingUp, Barrier: 7);
        Handover.Next(first, Passed(7, 6)).Act.ShouldBe(HandoverAct.Wait);
        var (second, act) = Handover.Next(first, Passed(7, 7));
        (second.Step, act).ShouldBe((HandoverStep.CatchingUpAgain, HandoverAct.RaiseBarrier));
        second = second with { Barrier = 8 };
        Handover.Next(second, Passed(7, 8)).Act.ShouldBe(HandoverAct.Wait);
        Handover.Next(second, Passed(8, 9)).Act.ShouldBe(HandoverAct.MoveOwner);
    }

    [Theory]
    [InlineData(HandoverStep.Draining)]
    [InlineData(HandoverStep.CatchingUp)]
    [InlineData(HandoverStep.CatchingUpAgain)]
    internal void When_its_time_is_over_a_shift_forward_is_put_back_and_a_way_back_is_made(HandoverStep step)
    {
        var over = Held with { IsOver = true };
        Handover.Next(new(step, Barrier: 3), over).Act.ShouldBe(HandoverAct.PutBack);
        Handover.Next(new(step, Barrier: 3), over with { IsDrained = false }).Act.ShouldBe(HandoverAct.PutBack);
        Handover.Next(new(step, Barrier: 3), over with { IsBack = true }).Act.ShouldBe(HandoverAct.MoveOwner);
    }

    [Fact]
    public void A_way_back_waits_a_little_longer_for_writes_under_way_and_not_for_ever()
    {
        var over = Held with { IsOver = true, IsBack = true, IsDrained = false };
        Handover.Next(new(), over).Act.ShouldBe(HandoverAct.Wait);
        Handover.Next(new(), over with { IsDrained = true }).Act.ShouldBe(HandoverAct.MoveOwner);
        Handover.Next(new(), over with { IsGraceOver = true }).Act.ShouldBe(HandoverAct.MoveOwner);
    }

    [Fact]
    public void Only_the_way_back_goes_on_without_a_direction_that_stands_still()
    {
        var state = new HandoverState(HandoverStep.CatchingUpAgain, Barrier: 2);
        var sight = Held with { Passages = [Direction(2), Direction(1, "down")] };
        Handover.Next(state, sight).Act.ShouldBe(HandoverAct.Wait);
        Handover.Next(state, sight with { IsBack = true }).Act.ShouldBe(HandoverAct.MoveOwner);
    }

    [Fact]
    public void What_somebody_else_has_ended_is_not_ended_again() =>
        Handover.Next(new(HandoverStep.CatchingUpAgain, 1), Passed(1, 1) with { IsHeld = false }).Act.ShouldBe(HandoverAct.Stop);

    private static HandoverSight Passed(long one, long other) => Held with { Passages = [Direction(one), Direction(other)] };

    private static LinkPassage Direction(long passed, string? error = null) => new("a: b > c", passed, error, Pending: 0);
}
