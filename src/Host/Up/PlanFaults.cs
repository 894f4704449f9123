using Hub.Host.Commands;
using Hub.Platform.Plan;
using Hub.Platform.Problems;

namespace Hub.Host.Up;

/// <summary>Prints every fault of a plan with the path a person can open.</summary>
internal static class PlanFaults
{
    public static void Print(string folder, PlanErrors errors)
    {
        foreach (var error in errors)
            Terminal.Error.WriteLine($"{folder.TrimEnd('/', '\\')}/{error}");
        Terminal.Error.WriteLine($"{Counted.Of(errors.Count, "fault")} in the plan.");
    }
}
