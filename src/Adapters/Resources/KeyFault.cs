using System.Collections.Frozen;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Resources;

/// <summary>
/// Explains why a value in the path cannot be a record's key, to a caller who knows the path but not the system's types.
/// </summary>
internal static class KeyFault
{
    private const string Whole = "a whole number within the system's range";
    private const string Number = "a number, such as 12.5";
    private const string Moment = "a date and time, such as 2026-01-31T12:00:00Z";

    private const string Range = " is too large or too small";

    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["smallint"] = Whole,
        ["int"] = Whole,
        ["bigint"] = Whole,
        ["xs:byte"] = Whole,
        ["xs:short"] = Whole,
        ["xs:int"] = Whole,
        ["xs:long"] = Whole,
        ["xs:integer"] = "a whole number",
        ["xs:unsignedByte"] = Whole,
        ["xs:unsignedShort"] = Whole,
        ["xs:unsignedInt"] = Whole,
        ["xs:unsignedLong"] = Whole,
        ["xs:nonNegativeInteger"] = "a whole number from 0",
        ["xs:positiveInteger"] = "a whole number from 1",
        ["decimal"] = Number,
        ["double"] = Number,
        ["real"] = Number,
        ["xs:decimal"] = Number,
        ["xs:double"] = Number,
        ["xs:float"] = Number,
        ["boolean"] = "true or false",
        ["xs:boolean"] = "true or false",
        ["date"] = "a date, such as 2026-01-31",
        ["xs:date"] = "a date, such as 2026-01-31",
        ["time"] = "a time, such as 12:30:00",
        ["xs:time"] = "a time, such as 12:30:00",
        ["timestamp"] = "a date and time without a zone, such as 2026-01-31T12:00:00",
        ["utc"] = Moment,
        ["timestamptz"] = Moment,
        ["xs:dateTime"] = Moment,
        ["uuid"] = "a UUID, such as 1f8fad5b-d9cb-469f-a165-70867728950e",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns the fault with the value's name in the path and its type in plain words.</summary>
    public static string Say(DocumentError error)
    {
        var problem = error.Problem;
        // What begins with the value, or with what was done to it, is a sentence of its own.
        var own = problem.StartsWith('\'') || problem.StartsWith("without", StringComparison.Ordinal);
        var name = error.Path is [_, { Property: var property }, ..] ? $"'{property}' in the path{(own ? ":" : "")} " : "";
        if (problem.IndexOf(Range, StringComparison.Ordinal) is >= 0 and var range)
            problem = problem[..(range + Range.Length)];
        foreach (var article in new[] { " is not a ", " is not an " })
            if (problem.LastIndexOf(article, StringComparison.Ordinal) is >= 0 and var at
                && Words.TryGetValue(problem[(at + article.Length)..], out var words))
                return $"{name}{problem[..at]} is not {words}";
        return name + problem;
    }
}
