using Hub.Host.Shell;
using Hub.Platform.Plan;
using Hub.Platform.Problems;

namespace Hub.Host.Up;

/// <summary>Prints every fault of a plan with the path a person can open.</summary>
internal static class PlanFaults
{
    private const string OfStore = "store plan ";

    /// <summary>
    /// Puts the folder, as it was typed, before a place in one of its files; a place in the store's plan says so itself.
    /// </summary>
    /// <param name="folder">The folder; null where no folder's files are meant.</param>
    /// <param name="place">The place, or a message that begins with one.</param>
    public static string PathOf(string? folder, string place) =>
        folder is null || place.StartsWith(OfStore, StringComparison.Ordinal) ? place : $"{folder.TrimEnd('/', '\\')}/{place}";

    public static void Print(string folder, PlanErrors errors)
    {
        foreach (var error in errors)
            Terminal.Error.WriteLine(PathOf(folder, $"{error}"));
        Terminal.Error.WriteLine($"{Counted.Of(errors.Count, "fault")} in the plan.");
    }
}
