using System.Text.Json;
using Hub.Facade.Comparing;
using Hub.Platform.Changes;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.LeftBehind;

/// <summary>Compares the events that both sides have published of one record; pure functions.</summary>
internal static class ToldEvents
{
    /// <summary>
    /// Returns how the sides' last events differ, with <c>event </c> before each path, and what rules passed over.
    /// </summary>
    /// <param name="told">What both sides have told; neither is missing.</param>
    /// <param name="rules">What is passed over.</param>
    /// <param name="seen">Is told of differences with their values.</param>
    public static Comparison Compare(ToldOfRecord told, RuleSet rules, DifferenceSeen? seen = null)
    {
        var found = (told.Legacy, told.New) switch
        {
            ({ Content: { } legacy }, { Content: { } @new }) => AnswerComparison.Of(
                Of(legacy), Of(@new), rules,
                (difference, was, now) => seen?.Invoke(Under(difference), was, now)),
            ({ Kind: ChangeKind.Delete }, { Kind: ChangeKind.Delete }) => new Comparison([], []),
            ({ Kind: ChangeKind.Delete }, _) => new Comparison([new("type", "a deletion at legacy, a change at new")], []),
            _ => new Comparison([new("type", "a change at legacy, a deletion at new")], []),
        };
        return found with { Differences = [.. found.Differences.Select(Under)] };
    }

    /// <summary>Whether neither side has told anything since.</summary>
    public static bool AreSame(ToldOfRecord first, ToldOfRecord second) =>
        (first.Legacy?.Version, first.New?.Version) == (second.Legacy?.Version, second.New?.Version);

    private static Difference Under(Difference difference) => difference with { Path = $"event {difference.Path}" };

    private static ComparedAnswer Of(object content) =>
        new(200, "application/json", null, JsonSerializer.SerializeToUtf8Bytes(content));
}
