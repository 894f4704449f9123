using System.Security.Cryptography;
using System.Text;
using Hub.Facade.Comparing;
using Hub.Platform.Plan;

namespace Hub.Facade.Evidence;

/// <summary>A rule that the noise of a route suggests; it applies only when a person has accepted it.</summary>
/// <param name="Id">What it is accepted by; the same as long as it proposes the same.</param>
/// <param name="Kind">What it would pass over.</param>
/// <param name="Path">Where.</param>
/// <param name="By">How far, or by which member; null where the kind has none.</param>
/// <param name="LegacyDiffers">In how many requests legacy differed from itself.</param>
/// <param name="NewDiffers">In how many of the same the new side differed from legacy.</param>
/// <param name="AskedTwice">How many requests legacy was asked twice.</param>
internal sealed record ProposedRule(
    string Id, ComparingKind Kind, string Path, string? By, long LegacyDiffers, long NewDiffers, long AskedTwice)
{
    /// <summary>How often legacy has to differ from itself before anything is proposed.</summary>
    public const int Least = 5;

    // Where the new side differs more often than legacy does from itself, something besides noise is at work.
    private const double AboutAsOften = 0.8;

    /// <summary>Returns what is proposed for a route, the most frequent first.</summary>
    /// <param name="counts">What was measured.</param>
    /// <param name="rules">The rules that apply: at their paths nothing is proposed.</param>
    public static IReadOnlyList<ProposedRule> Of(EvidenceCounts counts, RuleSet rules) =>
    [
        .. counts.Noise.Where(n => n.Legacy >= Least && n.New > 0 && n.Legacy >= AboutAsOften * n.New
                && !rules.ByKey.Values.Any(r => r.Path == n.Path))
            .Select(n => Of(n, counts.AskedTwice))
            .OrderByDescending(p => p.LegacyDiffers).ThenBy(p => p.Path, StringComparer.Ordinal),
    ];

    private static ProposedRule Of(CountedNoise noise, long askedTwice)
    {
        var (kind, by) = (noise.Kind, noise.By);
        // Twice what was seen, as the next one may be a little later. A minute or more is a fault, such as another time zone.
        if (kind == ComparingKind.Ignore && noise.Seconds is { } seconds and < 60)
            (kind, by) = (ComparingKind.Tolerance, $"{Math.Max(1, Math.Ceiling(seconds * 2)):F0}s");
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{noise.Kind}\n{noise.Path}\n{noise.By}"));
        return new(Convert.ToHexStringLower(id)[..8], kind, noise.Path, by, noise.Legacy, noise.New, askedTwice);
    }
}
