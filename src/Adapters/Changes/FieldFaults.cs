using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Changes;

/// <summary>Tells which fields of a record a system cannot take, and why, without their values.</summary>
internal static class FieldFaults
{
    private const string Body = "body";

    // A message begins with the value where it tells one: what is behind these words is the rule.
    private static readonly string[] Rules =
        [" is not ", " is too ", " is longer than ", " does not begin with ", " stands for codes "];

    /// <summary>Returns the faults of a request that cannot be put into the system's form; none for other outcomes.</summary>
    public static IReadOnlyList<FieldFault> Of(CallOutcome outcome) => outcome switch
    {
        RequestInvalid invalid => [.. invalid.Errors.Select(e => new FieldFault(FieldOf(e), Rule(e.Problem)))],
        Refused { Field: { } field } refused => [new FieldFault(field, refused.Text)],
        _ => [],
    };

    private static string FieldOf(DocumentError error) => DocumentError.Show(
        error.Path is [{ Property: Body, Index: null }, _, ..] ? error.Path[1..] : error.Path);

    private static string Rule(string problem)
    {
        var at = Rules.Select(r => problem.LastIndexOf(r, StringComparison.Ordinal)).Max();
        return at < 0 ? problem : "its value" + problem[at..];
    }
}
