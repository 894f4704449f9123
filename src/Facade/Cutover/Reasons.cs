using Hub.Platform.Identity;

namespace Hub.Facade.Cutover;

/// <summary>Checks the reasons that are kept with revisions and waiting changes.</summary>
internal static class Reasons
{
    /// <summary>Returns what is wrong with a reason, or null.</summary>
    public static string? FindFault(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "$.reason: say why; it is kept with the revision."
        : reason.Length > AuditTexts.LongestReason
            ? $"$.reason: at most {AuditTexts.LongestReason} characters; it has {reason.Length}."
        : reason.Contains('\0', StringComparison.Ordinal) ? "$.reason: it holds the character U+0000."
        : null;

    /// <summary>A reason for what is never refused for its length: too long a one is cut, and says so.</summary>
    public static string Bound(string reason) => AuditTexts.Cut(reason, AuditTexts.LongestReason);
}
