using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Reads what is asked, has it done, and answers with what became of it.</summary>
internal static class Writes
{
    public static async Task<IResult> AnswerAsync<TRequest>(
        HttpContext context, Func<TRequest, AccessGrant, Task<ShiftOutcome>> write)
        where TRequest : class
    {
        var (request, malformed) = await JsonBody.ReadAsync<TRequest>(context.Request);
        if (request is IReasoned { Reason: { } reason })
            context.Features.Set(new GivenReason(reason));
        return request is null
            ? malformed!
            : Answer(await write(request, AccessGrant.Of(context.User)));
    }

    public static IResult Answer(ShiftOutcome outcome) => outcome switch
    {
        ShiftOutcome.Done done => TypedResults.Ok(done),
        ShiftOutcome.Applied applied => TypedResults.Ok(applied),
        ShiftOutcome.Waits waits => TypedResults.Accepted($"/hub/api/approvals/{waits.Change.Id}", waits.Change),
        ShiftOutcome.Withdrawn withdrawn => TypedResults.Ok(withdrawn),
        ShiftOutcome.Refused { Status: StatusCodes.Status403Forbidden } refused =>
            AccessRefusals.Forbidden(refused.Why, refused.Role, refused.Missing),
        ShiftOutcome.Refused { Errors.Count: > 0 } refused => Problem.Malformed(refused.Errors, refused.Status),
        ShiftOutcome.Refused { Faults.Count: > 0 } refused =>
            new Problem(refused.Status, refused.Why) { Errors = refused.Faults },
        ShiftOutcome.Refused refused => TypedResults.Problem(refused.Why, statusCode: refused.Status),
        _ => throw new InvalidOperationException(),
    };
}
