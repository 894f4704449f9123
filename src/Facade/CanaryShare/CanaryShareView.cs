using System.Globalization;
using Hub.Platform.Plan;

namespace Hub.Facade.CanaryShare;

/// <summary>Which share of a canary's cohort keys the new side answers, against the share that was set.</summary>
/// <param name="Percent">The share that was set, from 0 to 100.</param>
/// <param name="Customers">About how many distinct cohort keys were answered, without named users and groups.</param>
/// <param name="Sampled">How many of them were counted: all of them where they are few.</param>
/// <param name="AtNew">How many of those counted the new side has answered.</param>
/// <param name="AtBoth">How many of those counted both sides have answered: by a fallback, or to read their own writes.</param>
/// <param name="Requests">The requests that were decided without regard to users, groups and forced sides.</param>
/// <param name="WithoutKey">How many of them carry no cohort key: the legacy side answers these.</param>
internal sealed record CanaryShareView(
    double Percent, long Customers, int Sampled, int AtNew, int AtBoth, long Requests, long WithoutKey)
{
    /// <summary>Whether the counts contradict the share that was set; wrong in one canary of 1,000 at most.</summary>
    public bool IsContradicted { get; init; }

    /// <summary>The same in words: <c>4.9 % of about 12,300 customers, 5 % set</c>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Makes the view of what all nodes have counted; null where nobody was answered.</summary>
    public static CanaryShareView? Of(CountedCanary counted, double percent)
    {
        var (sample, requests, withoutKey) = counted;
        if (requests == 0)
            return null;
        var (kept, atNew) = (sample.Kept, sample.AnsweredBy(AnsweringSides.New));
        var view = new CanaryShareView(
            percent, (long)sample.Distinct, kept, atNew, sample.AnsweredBy(AnsweringSides.Legacy | AnsweringSides.New), requests,
            withoutKey)
        {
            IsContradicted = ShareTest.Contradicts(kept, atNew, sample.Depth, percent),
        };
        return view with { Text = view.Describe() };
    }

    private string Describe()
    {
        var share = Sampled == 0
            ? "no request named its customer"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{100.0 * AtNew / Sampled:0.##} % of {(Customers > Sampled ? "about " : "")}{Customers:N0} customers");
        var set = $"{share}, {PlanPercent.Write(Percent / 100)} set";
        var both = AtBoth == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"; both sides answered {100.0 * AtBoth / Sampled:0.##} % of them");
        var without = WithoutKey == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; {100.0 * WithoutKey / Requests:0.##} % of requests carry no key and stay at legacy");
        return $"{set}{both}{without}";
    }
}
