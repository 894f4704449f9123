using System.Globalization;
using System.Text.Json.Serialization;
using Hub.Facade.Cutover;
using Hub.Facade.Evidence;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Facade.Admin;

/// <summary>A rule of comparing as it is asked for: by a proposal's id, or by its fields.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RuleRequest : IReasoned
{
    private const int Days = 30;
    private const int MostDays = 366;
    private const int LongestName = 64;

    /// <summary>The id of a proposal, which gives kind, path and by; null where these are given.</summary>
    public string? Proposal { get; init; }

    /// <summary>What it is called; by its kind and path where nothing is said.</summary>
    public string? Name { get; init; }

    public string? Kind { get; init; }

    public string? Path { get; init; }

    public string? By { get; init; }

    /// <summary>Who answers for it; who accepts it where nothing is said.</summary>
    public string? Owner { get; init; }

    /// <summary>Its last day, as in <c>2027-03-31</c>; in 30 days where nothing is said.</summary>
    public string? Until { get; init; }

    public required string Reason { get; init; }

    /// <summary>Returns the rule, or all that is wrong with it.</summary>
    /// <param name="proposal">The proposal that is named; null where none is.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="known">The rules that the route has.</param>
    /// <param name="now">The time.</param>
    public (ComparingRule? Rule, IReadOnlyList<ProblemError> Faults) Read(
        ProposedRule? proposal, string caller, IReadOnlyList<ComparingRule> known, DateTimeOffset now)
    {
        var faults = new List<ProblemError>();
        if (Reasons.FindFault(Reason) is { } unreasonable)
            faults.Add(unreasonable);
        if (proposal is not null && (Kind ?? Path ?? By) is not null)
            faults.Add(new("proposal", "it gives kind, path and by: leave those out, or leave out the proposal"));
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var (kind, path) = (proposal is null ? Kind : proposal.Kind.ToString().ToLowerInvariant(), proposal?.Path ?? Path);
        var rule = ComparingRuleFields.Read(
            field => field switch
            {
                "name" => Name ?? NameOf(kind, path),
                "kind" => kind,
                "path" => path,
                "by" => proposal is null ? By : proposal.By,
                "owner" => Owner ?? caller,
                "until" => Until ?? today.AddDays(Days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                // Where it is missing that is told above.
                _ => string.IsNullOrWhiteSpace(Reason) ? "…"
                    : Reason[..Math.Min(Reason.Length, ComparingRuleFields.LongestText)],
            },
            (field, message) => faults.Add(new(field, message)));
        if (rule is not null && (rule.Until < today || rule.Until > today.AddDays(MostDays)))
            faults.Add(new("until", $"a day from today on, at most {MostDays} days ahead; what lasts longer goes into the plan"));
        if (rule is not null
            && known.FirstOrDefault(r => r.AppliesAt(now) && (r.Overlaps(rule) || r.Name == rule.Name)) is { } other)
            faults.Add(other.Name == rule.Name
                ? new("name", $"there is a rule '{rule.Name}' already: withdraw it first, or give this one another name")
                : new("path", $"rule '{other.Name}' stands at {rule.Path} already"));
        // Another key each time, as what another rule of that name passed over is not this one's.
        return faults.Count > 0
            ? (null, faults)
            : (rule! with { Key = $"{rule.Name}@{Guid.NewGuid().ToString("N")[..8]}" }, faults);
    }

    // ignore lines[].at → ignore-lines-at
    private static string? NameOf(string? kind, string? path)
    {
        if (kind is null || path is null)
            return "rule";
        var words = new string([.. path.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = $"{kind}-{string.Join('-', words)}".TrimEnd('-');
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
