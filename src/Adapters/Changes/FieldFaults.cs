using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Changes;

/// <summary>Tells which fields of a record a system cannot take, and why, without their values.</summary>
internal static class FieldFaults
{
    private const string Body = "body";

    /// <summary>Returns the faults of a request that cannot be put into the system's form; none for other outcomes.</summary>
    public static IReadOnlyList<FieldFault> Of(CallOutcome outcome) => outcome switch
    {
        RequestInvalid invalid => [.. invalid.Errors.Select(e => new FieldFault(FieldOf(e), e.Fault.WithoutValue))],
        Refused { Field: { } field } refused => [new FieldFault(field, refused.Text)],
        _ => [],
    };

    private static string FieldOf(DocumentError error) => DocumentError.Show(
        error.Path is [{ Property: Body, Index: null }, _, ..] ? error.Path[1..] : error.Path);
}
