using Hub.Platform.Identity;

namespace Hub.Facade.Replaying;

/// <summary>What asking both sides again what callers have asked has shown.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="Recorded">How many requests this node has of it.</param>
/// <param name="Replayed">How many both sides were asked now.</param>
/// <param name="Equal">How many of them both answered the same.</param>
/// <param name="Ignored">How many they answered the same but for what a rule passes over.</param>
/// <param name="Different">How many they answered differently.</param>
/// <param name="Counted">How many count in the evidence: each recorded request once under a plan.</param>
/// <param name="Next">What to give as <c>before</c> for those that came before; null where there are no more.</param>
internal sealed record ReplayView(
    string Route, long Recorded, int Replayed, int Equal, int Ignored, int Different, int Counted, long? Next)
    : IAudited
{
    string IAudited.Detail => $"{Replayed} asked of both sides again, {Different} answered differently";

    /// <summary>Where the answers differ, the most frequent first.</summary>
    public required IReadOnlyList<ReplayedDifference> Differences { get; init; }

    /// <summary>How many were not compared, by the reason.</summary>
    public required IReadOnlyDictionary<string, int> NotCompared { get; init; }
}

/// <summary>In how many answers something differed.</summary>
/// <param name="Path">Where.</param>
/// <param name="What">What differs, without any value.</param>
/// <param name="Count">In how many.</param>
internal sealed record ReplayedDifference(string Path, string What, int Count);

/// <summary>What is asked of both sides again.</summary>
/// <param name="Take">How many requests, from 1 to 200; 100 when not given.</param>
/// <param name="Before">Those before that number, as an answer's <c>next</c> says; the latest when not given.</param>
/// <param name="Authorization">
/// The header Authorization to ask with where callers showed credentials, which the hub does not keep; such requests are not
/// replayed without it.
/// </param>
internal sealed record ReplayRequest(int? Take, long? Before, string? Authorization);
