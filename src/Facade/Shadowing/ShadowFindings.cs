using System.Collections.Concurrent;
using Hub.Facade.Comparing;
using Hub.Facade.Evidence;

namespace Hub.Facade.Shadowing;

/// <summary>Keeps what comparing finds: the counts, masked examples, and of a small share of requests the noise.</summary>
internal sealed class ShadowFindings(RouteEvidence evidence, DifferenceExamples examples)
{
    /// <summary>Of so many compared requests of a route on a node, one is asked of the legacy side twice.</summary>
    public const int AskedTwiceOf = 20;

    private readonly ConcurrentDictionary<string, int> _compared = new(StringComparer.Ordinal);

    /// <summary>Compares two answers, with one masked example of each difference.</summary>
    public static (Comparison Found, IReadOnlyCollection<DifferenceExample> Seen) Compare(
        ShadowedAnswer legacy, ShadowedAnswer @new, RuleSet rules)
    {
        var seen = new Dictionary<Difference, DifferenceExample>();
        var found = ShadowedAnswer.Compare(legacy, @new, rules, (difference, was, now) =>
        {
            if (!seen.ContainsKey(difference))
                seen.Add(difference, DifferenceExample.Of(difference, was, now));
        });
        return (found, seen.Values);
    }

    /// <summary>Counts a request, and returns whether the legacy side is asked the same a second time.</summary>
    public bool IsAskedTwice(string route) =>
        _compared.AddOrUpdate(route, 1, (_, n) => (n + 1) % AskedTwiceOf) == 0;

    /// <summary>Counts what differs between two answers of the legacy side, and between both sides.</summary>
    /// <param name="request">The request.</param>
    /// <param name="legacy">The legacy side's answer.</param>
    /// <param name="again">Its answer to the same request a moment later.</param>
    /// <param name="new">The new side's answer.</param>
    /// <param name="rules">What is passed over anyway.</param>
    public void Learn(ShadowedRequest request, ShadowedAnswer legacy, ShadowedAnswer again, ShadowedAnswer @new, RuleSet rules)
    {
        if ((legacy.WhyNot ?? again.WhyNot ?? @new.WhyNot) is null)
            evidence.Learn(
                request.Route.Id, request.Plan, NoiseFinder.Of(legacy.Answer, again.Answer, rules),
                NoiseFinder.Of(legacy.Answer, @new.Answer, rules));
    }

    /// <summary>Keeps what was found of a request.</summary>
    public void Add(
        ShadowedRequest request, Comparison found, IReadOnlyCollection<DifferenceExample> seen, TimeSpan legacyTook,
        TimeSpan newTook)
    {
        examples.Add(
            request.Route.Id, request.Plan, [.. seen.Select(s => s with { Request = request.Id })]);
        evidence.Add(request.Route.Id, request.Plan, found, legacyTook, newTook, request.Shape);
    }
}
