using System.Globalization;
using Hub.Console.Asking;
using Hub.Console.Pages;
using Hub.Platform.Routing;

namespace Hub.Console.Routes;

/// <summary>Says in words what a stage means and what a shift changes for whom.</summary>
internal static class Words
{
    /// <summary>Returns what each stage means for callers.</summary>
    public static string MeaningOf(Stage stage) => stage switch
    {
        Stage.Legacy => "the legacy side answers everybody",
        Stage.Shadow => "the legacy side answers everybody; both sides are compared, unseen by callers",
        Stage.Canary => "the new side answers a share of the customers, the legacy side the rest",
        Stage.New => "the new side answers everybody; rolling back is possible",
        Stage.Retired => "the new side answers everybody for good; rolling back is not possible any more",
        _ => stage.ToString(),
    };

    /// <summary>Returns what a stage means for a route's callers.</summary>
    public static string MeaningOf(Stage stage, ListedRoute route) => route.IsNewOnly
        ? "the new side answers everybody; the plan names no legacy side, so there is nothing to shift"
        : MeaningOf(stage);

    /// <summary>Returns what a shift changes, sentence by sentence.</summary>
    public static IEnumerable<string> Of(ShiftPreview preview)
    {
        var (from, to) = (preview.From, preview.To);
        yield return $"{preview.Route} moves from {Figures.Stands(from)} to {Figures.Stands(to)}: {MeaningOf(to.Stage)}.";
        if (to.Stage == Stage.Canary)
            yield return Chosen(to);
        yield return Moves(preview);
        if (preview.Silent.Count > 0)
            yield return $"Not counted: what {string.Join(", ", preview.Silent)} saw, as no answer came from there.";
        if (to.Groups.Count > 0)
            yield return "Not counted: customers who would move by a group, as the hub does not remember who belongs to one.";
        if (to is { Stage: Stage.Canary, Percent: 100 })
            yield return "Requests without a cohort key stay on the legacy side until the route stands at new.";
        foreach (var note in preview.Notes)
            yield return note;
        if (preview.Forced is { Length: > 0 } forced)
            yield return $"Overridden: {forced}";
    }

    /// <summary>Returns what the plan wants of a route next: <c>late: canary by 2026-11-01</c>.</summary>
    public static string Of(NextWave? wave) => wave is null
        ? "no wave"
        : $"{(wave.IsLate ? "late: " : "")}{Figures.Word(wave.To)}"
            + (wave.By is { } by ? $" by {by.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : ", no day set");

    /// <summary>Returns what the handover of linked records does to writes; null where none takes place.</summary>
    public static string? Of(Handover? handover)
    {
        if (handover is null)
            return null;
        var held = handover.LastHeldMilliseconds;
        return held.Count > 0
            ? $"Writes wait about {Figures.Duration(held.Max())}, the longest of the last {held.Count}; at most "
                + $"{Figures.Duration(handover.HoldAtMostMilliseconds)}, then they are answered 503 with Retry-After."
            : "How long writes wait is not known before the first handover; at most "
                + $"{Figures.Duration(handover.HoldAtMostMilliseconds)}, then they are answered 503 with Retry-After.";
    }

    /// <summary>Returns what a rollback costs where nothing was rehearsed.</summary>
    public static string WayBackOf(ListedRoute route) => route.Stage switch
    {
        _ when route.IsNewOnly => "None: the plan names no legacy side.",
        Stage.Legacy => "The legacy side answers: there is nothing to go back from.",
        Stage.Shadow => "The legacy side answers everybody; going back only ends the comparison.",
        Stage.Retired => "None: the route is retired.",
        _ when route.IsRead => "At once: the route reads only.",
        _ => "At once for callers. No link joins both sides, so what the new side wrote stays there.",
    };

    private static bool IsAtLegacy(Position position) => position.Stage is Stage.Legacy or Stage.Shadow;

    private static string Moves(ShiftPreview preview) => preview switch
    {
        { From: var from, To: var to } when IsAtLegacy(from) && IsAtLegacy(to) => "Nobody is moved.",
        { Requests: 0 } =>
            "No request with a cohort key was seen lately, so nothing can be said of how many would move.",
        { ToNew: 0, ToLegacy: 0 } => $"Of the {Seen(preview)}, none would move.",
        { ToLegacy: 0 } => $"Of the {Seen(preview)}, {preview.ToNew} would move to the new side.",
        { ToNew: 0 } => $"Of the {Seen(preview)}, {preview.ToLegacy} would move to the legacy side.",
        _ => $"Of the {Seen(preview)}, {preview.ToNew} would move to the new side and {preview.ToLegacy} to the legacy side.",
    };

    private static string Seen(ShiftPreview preview) =>
        $"{preview.Keys} customers (cohort keys) seen in the last {Figures.Span(TimeSpan.FromSeconds(preview.SinceSeconds))}";

    private static string Chosen(Position to) =>
        $"About {Figures.Number(to.Percent)} of 100 customers are chosen by a hash of their cohort key, always the same ones"
        + (to.Users.Count > 0 ? $", and {string.Join(", ", to.Users)} by name" : "")
        + (to.Groups.Count > 0 ? $", and the members of {string.Join(", ", to.Groups)}" : "")
        + "; a larger share keeps all who moved before.";
}
