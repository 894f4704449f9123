using Hub.Platform.Identity;

namespace Hub.Facade.Cutover;

/// <summary>A request that says why: its reason is in the audit log, also where it is refused.</summary>
internal interface IReasoned
{
    /// <summary>Why, in the caller's words.</summary>
    string Reason { get; }
}

/// <summary>The reason that the request at hand gives.</summary>
/// <param name="Text">Why, in the caller's words.</param>
internal sealed record GivenReason(string Text)
{
    // Half of an entry's detail: what was done stays legible beside the longest reason.
    private const int LongestDetail = 900;

    /// <summary>Returns an entry's detail with the reason behind it, each cut by itself.</summary>
    public static string In(string detail, string? reason) => string.IsNullOrWhiteSpace(reason)
        ? detail
        : $"{AuditTexts.Cut(detail, LongestDetail)}{(detail.Length > 0 ? "; " : "")}reason: "
            + AuditTexts.Cut(reason, AuditTexts.LongestReason);
}
