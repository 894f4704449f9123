using Hub.Adapters.Calls;
using Hub.Adapters.Shapes;
using Hub.Platform.Changes;

namespace Hub.Adapters.Changes;

/// <summary>Why a system did not do what sync asked; names no personal data.</summary>
internal static class CallFailures
{
    public static ChangeTargetUnavailableException Unavailable(string system, CallOutcome outcome) =>
        new($"{system}: {Describe(outcome)}") { MayBeOfRecord = outcome is Failed or InDoubt or Refused };

    public static ChangeTargetUnavailableException Invalid(string system, string what) => new($"{system} gave {what}");

    /// <summary>Returns why a record is parked that its system gave and that cannot be read.</summary>
    public static string Unreadable(string system, string entity, string key, string why) =>
        $"{system} gave {entity} {key}, which cannot be read: {why}";

    public static string Describe(CallOutcome outcome) => outcome switch
    {
        NotSent { Busy: true } => "as many calls as it may have",
        NotSent => "cannot be reached",
        CredentialsRefused => "refuses the hub's credentials",
        Failed failed => failed.Reason,
        Refused refused => refused.Text,
        InDoubt doubt => doubt.Reason,
        // The values at fault stay out: a reason is kept and shown to whoever looks after the link.
        RequestInvalid invalid => $"cannot be written: {Places(invalid)}",
        _ => "gave an answer that was not expected",
    };

    private static string Places(RequestInvalid invalid) =>
        string.Join(", ", invalid.Errors.Select(e => DocumentError.Show(e.Path)).Distinct(StringComparer.Ordinal));
}
