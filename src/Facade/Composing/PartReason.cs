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

    /// <summary>There is no such record.</summary>
    public const string NotFound = "notFound";

    /// <summary>The side does not take the request, or sends its caller elsewhere.</summary>
    public const string Rejected = "rejected";

    /// <summary>It was not waited for, as another part was missing without which there is no answer.</summary>
    public const string Dropped = "dropped";

    /// <summary>The part whose field it needs is missing.</summary>
    public const string Unasked = "unasked";

    /// <summary>The part whose field it needs has no value there.</summary>
    public const string NoKey = "noKey";

    /// <summary>More keys than are asked for.</summary>
    public const string TooMany = "tooMany";
}
