using Hub.ServiceKit.Changes;

namespace Hub.Sync.LinkedServices;

/// <summary>Tells why a linked service did not do what sync asked; names no record.</summary>
internal static class ServiceFailures
{
    /// <summary>Whether a status says that the service will never take this record.</summary>
    public static bool IsRefusal(int status) => status is >= 400 and < 500 and not (408 or 425 or 429);

    /// <summary>Returns why the service counts as unavailable.</summary>
    public static ChangeTargetUnavailableException Of(string side, ServiceAnswer answer, string when) =>
        new($"{side} {answer.Reason}, {when}")
        {
            // Too busy, or a gateway's excuse for what is not there.
            MayBeOfRecord = answer.Status is not (408 or 425 or 429 or 502 or 503 or 504),
        };
}
