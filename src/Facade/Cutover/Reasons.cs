using Hub.Platform.Identity;
using Hub.ServiceKit.Problems;

namespace Hub.Facade.Cutover;

/// <summary>Checks the reasons that are kept with revisions and waiting changes.</summary>
internal static class Reasons
{
    private const string Member = "reason";

    /// <summary>What is wrong where no reason is given.</summary>
    public static ProblemError Missing { get; } = new(Member, "say why; it is kept with the revision");

    /// <summary>Returns what is wrong with a reason, or null.</summary>
    public static ProblemError? FindFault(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? Missing
        : reason.Length > AuditTexts.LongestReason
            ? new(Member, $"at most {AuditTexts.LongestReason} characters; it has {reason.Length}")
        : reason.Contains('\0', StringComparison.Ordinal) ? new(Member, "it holds the character U+0000")
        : null;

    /// <summary>A reason for what is never refused for its length: too long a one is cut, and says so.</summary>
    public static string Bound(string reason) => AuditTexts.Cut(reason, AuditTexts.LongestReason);
}
