using System.Text.Json.Serialization;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;

namespace Hub.Facade.Watching;

/// <summary>One side of a route: how it is, and what it answered.</summary>
/// <param name="Name">Its name in the plan: <c>adapter:erp</c>, or an address as written there.</param>
/// <param name="State">How it is, as far as this is known without asking it.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Since">Since when, or null.</param>
/// <param name="Answered">Requests of the route that it answered since its nodes started.</param>
/// <param name="Failed">Those of them that ended in a 5xx.</param>
/// <param name="Lately">The last minutes.</param>
internal sealed record SideView(
    string Name, SideState State, string? Reason, DateTimeOffset? Since, long Answered, long Failed, LatelyView Lately)
{
    /// <param name="side">The side.</param>
    /// <param name="standing">How it is.</param>
    /// <param name="traffic">What it answered.</param>
    public static SideView Of(SideTarget side, SideStanding standing, SideTraffic traffic)
    {
        var all = traffic.Read();
        return new(
            side.Name.ToString(), standing.State, standing.Reason, standing.Since, all.Answered, all.Failed,
            LatelyView.Of(traffic.ReadLately()));
    }

    /// <summary>Returns this together with what another node tells of the same side; the worse of both states counts.</summary>
    /// <param name="other">What the other node tells.</param>
    /// <param name="node">The other node's name.</param>
    public SideView Plus(SideView? other, string node)
    {
        if (other is null || other.Name != Name)
            return this;
        var sum = this with
        {
            Answered = Answered + other.Answered,
            Failed = Failed + other.Failed,
            Lately = LatelyView.Of(Lately.ToCounts().Plus(other.Lately.ToCounts())),
        };
        return other.State <= State
            ? sum
            : sum with
            {
                State = other.State,
                Reason = other.Reason is { } reason ? $"{reason} (seen by {node})" : null,
                Since = other.Since,
            };
    }
}

/// <summary>What a side answered within the last minutes.</summary>
/// <param name="Seconds">How far that reaches back, at most.</param>
/// <param name="Answered">Requests that it answered.</param>
/// <param name="Failed">Those of them that ended in a 5xx.</param>
/// <param name="P50Milliseconds">The time that half of them did not take longer than, the facade's own included.</param>
/// <param name="P99Milliseconds">The time that 99 of 100 did not take longer than.</param>
internal sealed record LatelyView(
    int Seconds, long Answered, long Failed, double? P50Milliseconds, double? P99Milliseconds)
{
    /// <summary>The answers by their duration, for another node to add to its own; null in what people read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<int, long>? Counts { get; init; }

    public static LatelyView Of(AnswerCounts counts) => new(
        (int)SideTraffic.Window.TotalSeconds, counts.Answered, counts.Failed, counts.Percentile(0.5), counts.Percentile(0.99))
    {
        Counts = counts.ToSparse(),
    };

    public AnswerCounts ToCounts() => Counts is null ? AnswerCounts.None : AnswerCounts.Of(Counts);
}
