using Hub.Facade.Comparing;
using Hub.Facade.Shadowing;

namespace Hub.Facade.LeftBehind;

/// <summary>A record as both sides hold it at one moment.</summary>
/// <param name="Legacy">The legacy side's answer to whoever reads it.</param>
/// <param name="New">The new side's answer.</param>
internal readonly record struct ReadRecord(ShadowedAnswer Legacy, ShadowedAnswer New)
{
    /// <summary>Why nothing is compared of a record that somebody has changed while it was read.</summary>
    public const string ChangedAgain = "the record was changed again meanwhile";

    /// <summary>Why nothing is compared of a record that sync was bringing to the other side while it was read.</summary>
    public const string CameLater = "sync brought both sides in step a moment later";

    /// <summary>Returns how both sides' records differ, and what rules passed over.</summary>
    public Comparison Compare(RuleSet rules, DifferenceSeen? seen = null) =>
        ShadowedAnswer.Compare(Legacy, New, rules, seen);

    /// <summary>
    /// Returns what still differs at a second look, where neither side's value has changed since the first one; or why the record
    /// is not compared. A pure function.
    /// </summary>
    /// <param name="first">Both sides at the first look.</param>
    /// <param name="second">Both sides at the second look: sync had brought over all that was written before the first.</param>
    /// <param name="rules">What is passed over.</param>
    /// <param name="seen">Is told of what differs at the second look, with the values.</param>
    public static (Comparison? Found, string? WhyNot) Judge(
        ReadRecord first, ReadRecord second, RuleSet rules, DifferenceSeen? seen = null)
    {
        var atLegacy = ShadowedAnswer.Compare(first.Legacy, second.Legacy, rules).Differences;
        var atNew = ShadowedAnswer.Compare(first.New, second.New, rules).Differences;
        var before = first.Compare(rules).Differences.Select(d => d.Path).ToHashSet(StringComparer.Ordinal);
        var now = second.Compare(rules, seen);
        if (now.Differences.Count == 0)
            // A side that caught up with the other one was written by nobody else.
            return (null, atLegacy.Count > 0 && atNew.Count > 0 ? ChangedAgain : CameLater);
        var moved = atLegacy.Concat(atNew).Select(d => d.Path).ToList();
        var stayed = now.Differences.Where(d => before.Contains(d.Path) && !moved.Any(m => Touch(m, d.Path))).ToList();
        return stayed.Count == 0 ? (null, ChangedAgain) : (new Comparison(stayed, now.PassedOver), null);
    }

    private static bool Touch(string one, string other) =>
        one is "status" or "body" || other is "status" or "body" || one == other || IsWithin(one, other) || IsWithin(other, one);

    private static bool IsWithin(string path, string parent) =>
        path.StartsWith(parent, StringComparison.Ordinal) && path[parent.Length..] is ['.' or '[', ..];
}
