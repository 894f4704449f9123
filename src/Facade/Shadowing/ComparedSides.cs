using System.Diagnostics;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Shadowing;

/// <summary>Asks a side in the background what its answer is compared for.</summary>
/// <param name="door">Asks it.</param>
/// <param name="budgets">What it may be asked.</param>
internal sealed class ComparedSides(IRouteDoor door, ShadowBudgets budgets)
{
    /// <summary>
    /// The largest answer that is read, in bytes: more than what is compared of a caller's, so that one of another length is
    /// told by what is in it.
    /// </summary>
    public const int LargestAnswer = ShadowedRequests.LargestAnswer * 4;

    /// <summary>
    /// After what time both sides of a link are asked again where they differ: sync takes most changes over by then.
    /// </summary>
    public static readonly TimeSpan BeforeSecondLook = TimeSpan.FromSeconds(2);

    private static readonly AskLimits Limits = new(ShadowedRequests.LargestRequest, LargestAnswer, TimeSpan.FromSeconds(30));

    /// <summary>Returns a side's name as people write it.</summary>
    public static string NameOf(Side side) => side == Side.New ? "new" : "legacy";

    /// <summary>
    /// Asks a side, once its budget allows it. What the hub answers for the new side counts as its answer: a caller would have
    /// got it.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="side">The side.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="isPaid">Whether the request has taken its place among those of the second already.</param>
    public async Task<SideAnswer> AskAsync(
        RoutePlan route, Side side, ContractRequest request, CancellationToken cancellation, bool isPaid = false)
    {
        if (budgets.Of(route, side) is not { } budget)
            return await AskAsync(route.Id, side, request, cancellation);
        if (!await budget.EnterAsync(isPaid, Limits.Patience, cancellation))
            return new(
                CapturedAnswer.Of(new Problem(StatusCodes.Status503ServiceUnavailable, "Not asked.") { NothingDone = true }),
                default, TimeSpan.Zero, $"what shadows may ask of the {NameOf(side)} side left no place for it");
        try
        {
            return await AskAsync(route.Id, side, request, cancellation);
        }
        finally
        {
            budget.Leave();
        }
    }

    private async Task<SideAnswer> AskAsync(string route, Side side, ContractRequest request, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await door.AskSideAsync(route, side, request, Limits, cancellation);
        var took = Stopwatch.GetElapsedTime(started);
        return new(
            answer, await ShadowedAnswer.ReadAsync(answer, NameOf(side), LargestAnswer, cancellation), took,
            answer.HadNoRoom ? $"the {NameOf(side)} side had no room for it beside callers"
            // A legacy side that cannot answer any more says nothing of the new one.
            : side == Side.Legacy && answer.Status >= StatusCodes.Status500InternalServerError
                ? $"the legacy side failed ({answer.Status})"
            : null);
    }
}

/// <summary>What a side has answered to the hub.</summary>
/// <param name="Sent">As it was sent.</param>
/// <param name="Answer">As it is compared.</param>
/// <param name="Took">How long it took.</param>
/// <param name="WhyNot">Why it is not compared, in half a sentence; null where it is.</param>
internal readonly record struct SideAnswer(CapturedAnswer Sent, ShadowedAnswer Answer, TimeSpan Took, string? WhyNot);
