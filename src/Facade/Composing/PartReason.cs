namespace Hub.Facade.Composing;

/// <summary>Why a part is missing, as <c>_parts</c> says it.</summary>
internal static class PartReason
{
    /// <summary>No answer within the deadline.</summary>
    public const string Late = "late";

    /// <summary>The side could not be reached, broke off, answered with 5xx, or with more than may be taken.</summary>
    public const string Failed = "failed";

    /// <summary>The answer is not JSON, or has no list where one is to be shown in part.</summary>
    public const string Invalid = "invalid";

    /// <summary>The caller may not read it.</summary>
    public const string Refused = "refused";

    /// <summary>The record does not exist.</summary>
    public const string NotFound = "notFound";

    /// <summary>The side does not take the request, or sends its caller elsewhere.</summary>
    public const string Rejected = "rejected";

    /// <summary>The part was not waited for, because a required part was missing.</summary>
    public const string Dropped = "dropped";

    /// <summary>The part whose field it needs is missing.</summary>
    public const string Unasked = "unasked";

    /// <summary>The part whose field it needs has no value there.</summary>
    public const string NoKey = "noKey";

    /// <summary>More keys than are asked for.</summary>
    public const string TooMany = "tooMany";
}
