using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// Compares what a mapping says of a value with the values that the system's schema lists: a code that the system does not
/// have is a fault, a value that has no word is noted.
/// </summary>
internal sealed class KnownValues(string contractFile, MappingFindings findings)
{
    private const int MostShown = 20;

    /// <summary>Compares the code table among a value's converters, if there is one.</summary>
    /// <param name="node">Where the converters stand.</param>
    /// <param name="place">What the value is called in the system.</param>
    /// <param name="value">Its type.</param>
    /// <param name="converters">Its converters, from the legacy value outwards.</param>
    /// <param name="reads">Whether answers are read by it, so that each value needs a word.</param>
    public void Compare(
        PlanNode node, string place, SimpleValue value, ImmutableArray<IConverter> converters, bool reads)
    {
        if (value.Facets.Enumeration.IsEmpty
            || (node["codes"] ?? node["flag"]) is not { Fields.Count: > 0 } table
            || converters.OfType<Codes>().FirstOrDefault() is not { } codes)
            return;
        // What stands before the table, blanks and zeros, takes part: of "007" a table sees 7.
        var before = converters[..converters.IndexOf(codes)];
        var seen = value.Facets.Enumeration.Select(v => Read(v, before)).ToHashSet(StringComparer.Ordinal);
        var known = seen.Concat(value.Facets.Enumeration.Select(v => Normal(v, value))).ToHashSet(StringComparer.Ordinal);
        foreach (var (word, code) in table.Fields.Where(f => !known.Contains(Normal(f.Value.Text ?? "", value))))
            findings.Misfit(
                code, $"'{word}' stands for '{code.Text}', which is not a value of {Named(place, value)}"
                    + $"{Meant(code.Text ?? "", seen)}; its values are {Listed(value.Facets.Enumeration)}");
        var left = seen.Where(v => !codes.ByCode.ContainsKey(v)
            && !codes.ByCode.Keys.Any(c => Normal(c, value) == Normal(v, value))).ToList();
        if (reads && left.Count > 0 && codes.Otherwise is null)
            findings.Note(
                table, $"{Named(place, value)} may also be {Listed(left)}, which the table has no word for: an answer with "
                    + $"{(left.Count == 1 ? "it" : "one of them")} cannot be read; add "
                    + (codes.Flag ? "otherwise: false" : $"WORD: {left[0]}, or otherwise: unknown"));
    }

    /// <summary>Reports a value that is always sent, or sent where nothing is given, and that the system does not have.</summary>
    public void CheckSent(PlanNode? sent, string place, SimpleValue? value)
    {
        // What stands for a reference is not for a message, and is nobody's constant.
        if (sent is not { Referenced: false, Text: { } text } || value is not { Facets.Enumeration: { IsEmpty: false } values }
            || values.Any(v => Normal(v, value) == Normal(text, value)))
            return;
        findings.Misfit(
            sent, $"'{Spelling.Shorten(text)}' is not a value of {Named(place, value)}{Meant(text, values)}; "
                + $"its values are {Listed(values)}");
    }

    /// <summary>Notes what is asked of a value and can never hold.</summary>
    public void CheckAsked(PlanNode node, string place, SimpleValue? value)
    {
        if (value is not { Facets.Enumeration: { IsEmpty: false } values })
            return;
        foreach (var asked in (node.Kind == PlanNodeKind.List ? node.Items : [node]).Where(n => n.Text is not null))
            if (!values.Any(v => Normal(v, value) == Normal(asked.Text!, value)))
                findings.Note(
                    asked, $"'{Spelling.Shorten(asked.Text!)}' is not a value of {Named(place, value)}, so this never holds"
                        + $"{Meant(asked.Text!, values)}; its values are {Listed(values)}");
    }

    private string Named(string place, SimpleValue value) =>
        $"'{place}' in {contractFile}{(value.Name.StartsWith("xs:", StringComparison.Ordinal) ? "" : $", type {value.Name}")}";

    // One letter is as near to any other.
    private static string Meant(string text, IEnumerable<string> values) =>
        text.Length < 3 ? "" : Spelling.DidYouMean(text, values);

    private static string Listed(IReadOnlyCollection<string> values) =>
        string.Join(", ", values.Take(MostShown).Select(v => v.Length == 0 ? "''" : v))
        + (values.Count > MostShown ? ", …" : "");

    private static string Read(string value, ImmutableArray<IConverter> converters)
    {
        try
        {
            return converters.Aggregate<IConverter, JsonNode?>(
                JsonValue.Create(value), (read, c) => read is null ? null : c.ToContract(read))?.ToString() ?? "";
        }
        catch (ConversionException)
        {
            return value;
        }
    }

    // 1, 01 and 1.0 are one number; of texts blanks at both ends do not count, as XML's tokens have none.
    private static string Normal(string text, SimpleValue value) =>
        value.Form is JsonForm.Number or JsonForm.Float
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("G29", CultureInfo.InvariantCulture)
            : text.Trim();
}
