using System.Text.Json;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Cases.Keeping;

/// <summary>Decides what can be kept; pure, so that it is tested without a store.</summary>
internal static class CaseRules
{
    /// <summary>Which states a case can come to from each; from closed to none.</summary>
    public static readonly IReadOnlyDictionary<CaseState, IReadOnlyList<CaseState>> Ways =
        new Dictionary<CaseState, IReadOnlyList<CaseState>>
        {
            [CaseState.Open] = [CaseState.InProgress, CaseState.Closed],
            [CaseState.InProgress] = [CaseState.Waiting, CaseState.Resolved],
            [CaseState.Waiting] = [CaseState.InProgress, CaseState.Resolved],
            [CaseState.Resolved] = [CaseState.InProgress, CaseState.Closed],
            [CaseState.Closed] = [],
        };

    /// <summary>Returns why a new case is refused, or null.</summary>
    /// <param name="asked">The case.</param>
    /// <param name="today">The day on which it is opened.</param>
    public static Problem? RefuseNew(AskedCase asked, DateOnly today) =>
        asked.State is not (null or CaseState.Open) ? Problem.Conflict("A new case is open: leave 'state' out.")
        : asked.Resolution is not null ? Problem.Conflict("A new case has no resolution: leave 'resolution' out.")
        : FindFaults(asked, today);

    /// <summary>Returns why a case cannot be changed so, or null.</summary>
    /// <param name="asked">What it is to be.</param>
    /// <param name="existing">What it is.</param>
    public static Problem? RefuseChange(AskedCase asked, Case existing)
    {
        var changed = asked.Applied(existing);
        if (asked.CustomerId == existing.CustomerId && changed.Says(existing))
            return null;
        if (existing.State == CaseState.Closed)
            return Problem.Conflict($"{existing.Id} is closed, and a closed case is not changed any more: open another one.");
        if (FindFaults(asked, DateOnly.FromDateTime(existing.OpenedAt.UtcDateTime), existing) is { } faults)
            return faults;
        if (changed.State != existing.State && !Ways[existing.State].Contains(changed.State))
            return Problem.Conflict(
                $"{existing.Id} is {Name(existing.State)}, and from there it can become "
                + $"{string.Join(" or ", Ways[existing.State].Select(Name))}, not {Name(changed.State)}.");
        return changed.State switch
        {
            CaseState.InProgress or CaseState.Waiting or CaseState.Resolved when changed.Owner is null =>
                Problem.Conflict(
                    $"{existing.Id} cannot be {Name(changed.State)}, as nobody works on it: name who does in 'owner'."),
            CaseState.Resolved when changed.Resolution is null =>
                Problem.Conflict($"{existing.Id} cannot be resolved without saying how: write that in 'resolution'."),
            _ => null,
        };
    }

    private static Problem? FindFaults(AskedCase asked, DateOnly opened, Case? existing = null)
    {
        var errors = CaseProblems.NoErrors();
        if (existing is not null && asked.CustomerId != existing.CustomerId)
            errors.Add("customerId", "cannot be changed");
        if ((asked.OrderId ?? asked.InvoiceId ?? asked.ProductId) is null)
            errors.Add("$", "a case is about an order, an invoice or a product: give its orderId, invoiceId or productId");
        if (asked.DueOn < opened)
            errors.Add("dueOn", "must not be before the day on which the case was opened");
        return errors.Any ? errors.ToProblem(StatusCodes.Status422UnprocessableEntity) : null;
    }

    private static string Name(CaseState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
