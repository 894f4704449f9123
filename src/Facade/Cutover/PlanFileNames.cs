using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>
/// Names the place of a plan's faults so that whoever reads them knows which file is meant: one that was offered by its path
/// alone, one of the store's by its plan and revision as well.
/// </summary>
/// <param name="offered">The plan offered.</param>
/// <param name="whole">The plan that is read: the offered files, and those of the store's plan that stay beside them.</param>
/// <param name="around">What the store's plan is called.</param>
internal sealed class PlanFileNames(OfferedPlan offered, PlanBundle whole, string around)
{
    /// <summary>The fault with its place.</summary>
    public string Of(PlanError error) => $"{PlaceOf(error.At)}: {error.Message}";

    /// <summary>Refuses a plan with faults.</summary>
    public ShiftOutcome.Refused Refuse(PlanErrors errors) => new(
        StatusCodes.Status422UnprocessableEntity, string.Join('\n', errors.Select(Of)))
    {
        Faults = [.. errors.Select(e => new ProblemError(PlaceOf(e.At), e.Message))],
    };

    private string PlaceOf(PlanLocation at) =>
        offered.FromStore is { } store ? $"{store}, {at}"
        : IsKept(at.File) ? $"{around}, {at}"
        : $"{at}";

    /// <summary>Whether a file is the store's: of one that both plans have the bytes tell which was put in.</summary>
    public bool IsKept(string file) =>
        whole.Files.TryGetValue(file, out var content)
        && !ReferenceEquals(content, offered.Files.Files.GetValueOrDefault(file));
}
