using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Answers who asks for a route that the plan does not have, with the one that was probably meant.</summary>
internal static class UnknownRoute
{
    public static string Sentence(string id, MigrationPlan plan) =>
        $"There is no route '{AuditTexts.Cut(id, 100)}'"
        + (Spelling.DidYouMean(id, plan.Routes.Select(r => r.Id)) is { Length: > 0 } meant
            ? meant
            : "; ./hub routes lists those of the plan served.");

    public static IResult Answer(string id, MigrationPlan plan) => new Problem(StatusCodes.Status404NotFound, Sentence(id, plan));
}
