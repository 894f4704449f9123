using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;
using Hub.Soap.Shapes;

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

    /// <summary>A page of records was not given, or cannot be read and not even where one of them begins.</summary>
    /// <param name="system">The system.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="where">Where the page begins: <c>behind 4711</c>.</param>
    /// <param name="outcome">What came.</param>
    public static ChangeTargetUnavailableException NoPage(string system, string entity, string where, CallOutcome outcome) =>
        outcome is InDoubt { IsInvalid: true }
            ? new($"{system}: {Describe(outcome)}. Nothing of {entity} {where} is read until that is mended: where one record is "
                + "the cause, correct it there, or the operation in the plan")
            : Unavailable(system, outcome);

    /// <summary>A record cannot be read, and neither what tells where the ones behind it begin.</summary>
    /// <param name="system">The system.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="where">Where the page begins: <c>behind 4711</c>.</param>
    /// <param name="place">What would tell it: <c>'position'</c>.</param>
    public static ChangeTargetUnavailableException Unplaced(string system, string entity, string where, string place) =>
        new($"{system} gave a record of {entity} {where} without a readable {place}, so what comes behind it cannot be read. "
            + $"Correct the record in {system}, or {place} in the plan; it is read again by itself");

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
