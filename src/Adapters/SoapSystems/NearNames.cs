using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;

namespace Hub.Adapters.SoapSystems;

/// <summary>Tells what a name that is not known was probably meant to be.</summary>
internal static class NearNames
{
    /// <summary>Returns the errors, those of unknown names with <c>; did you mean 'Password'?</c>.</summary>
    public static IReadOnlyList<DocumentError> Suggest(IReadOnlyList<DocumentError> errors) =>
        errors.All(e => e.Unknown is null) ? errors : [.. errors.Select(Suggest)];

    private static DocumentError Suggest(DocumentError error) => error.Unknown is { } unknown
        ? error with
        {
            Fault = error.Fault with { Rule = error.Fault.Rule + Spelling.DidYouMean(unknown.Name, unknown.Known) },
            Unknown = null,
        }
        : error;
}
