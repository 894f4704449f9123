using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Samples.Keeping;

/// <summary>Decides what can be kept; pure, so that it is tested without a store.</summary>
internal static class SampleRules
{
    private static readonly Dictionary<SampleState, SampleState[]> Ways = new()
    {
        [SampleState.Open] = [SampleState.Waiting, SampleState.Closed],
        [SampleState.Waiting] = [SampleState.Open, SampleState.Closed],
        [SampleState.Closed] = [SampleState.Open],
    };

    /// <summary>Returns why a new record is refused, or null.</summary>
    public static Problem? RefuseNew(AskedSample asked) => asked.State is null or SampleState.Open
        ? null
        : Problem.Conflict("A new sample is open: leave 'state' out.");

    /// <summary>Returns why a record cannot be changed so, or null.</summary>
    public static Problem? RefuseChange(AskedSample asked, Sample existing)
    {
        if (asked.CustomerId != existing.CustomerId)
        {
            var errors = SampleProblems.NoErrors();
            errors.Add("customerId", "cannot be changed");
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity);
        }

        return asked.State is not { } to || to == existing.State || Ways[existing.State].Contains(to)
            ? null
            : Problem.Conflict(
                $"{existing.Id} is {Name(existing.State)}, and from there it can become "
                + $"{string.Join(" or ", Ways[existing.State].Select(Name))}, not {Name(to)}.");
    }

    private static string Name(SampleState state) => state.ToString().ToLowerInvariant();
}
