using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>Values in words, for callers who write JSON and know no schema of the system's.</summary>
internal sealed partial class SimpleValue
{
    /// <summary>Says what a value must be: <c>a whole number from 1 to 99</c>.</summary>
    public string Wanted
    {
        get
        {
            if (!Facets.Enumeration.IsEmpty)
                return $"one of {string.Join(", ", Facets.Enumeration.Take(MostShown))}"
                    + (Facets.Enumeration.Length > MostShown ? ", …" : "");
            if (!Members.IsEmpty)
                return string.Join(" or ", Members.Select(m => m.Wanted).Distinct(StringComparer.Ordinal));
            return Form switch
            {
                JsonForm.List => $"a list, each entry {Item!.Wanted}",
                JsonForm.Boolean => "true or false",
                JsonForm.Number or JsonForm.Float when Limits is { Length: > 0 } limits =>
                    (IsInteger ? "a whole number" : "a number") + limits,
                JsonForm.Number when IsInteger => "a whole number, such as 12",
                JsonForm.Number or JsonForm.Float => "a number, such as 12.5",
                _ => Limits is { Length: > 0 } limits && Facets.Type == "string" ? Kind.Noun + limits
                    : Kind.Example is { } example ? $"{Kind.Noun}, such as {example}" : Kind.Noun,
            };
        }
    }

    private (string Noun, string? Example) Kind => Name switch
    {
        "uuid" => ("a UUID", "1f8fad5b-d9cb-469f-a165-70867728950e"),
        "timestamp" => ("a date and time without a zone", "2026-01-31T12:00:00"),
        _ => _code switch
        {
            XmlTypeCode.DateTime => ("a date and time", "2026-01-31T12:00:00Z"),
            XmlTypeCode.Date => ("a date", "2026-01-31"),
            XmlTypeCode.Time => ("a time", "12:30:00"),
            XmlTypeCode.Duration or XmlTypeCode.DayTimeDuration => ("a duration", "P1DT12H"),
            XmlTypeCode.YearMonthDuration => ("a duration of years and months", "P1Y6M"),
            XmlTypeCode.GYear => ("a year", "2026"),
            XmlTypeCode.GYearMonth => ("a year and month", "2026-01"),
            XmlTypeCode.GMonthDay => ("a month and day", "--01-31"),
            XmlTypeCode.GDay => ("a day of the month", "---31"),
            XmlTypeCode.GMonth => ("a month", "--01"),
            XmlTypeCode.Base64Binary => ("bytes in base64", "SHVi"),
            XmlTypeCode.HexBinary => ("bytes in hexadecimal digits", "487562"),
            XmlTypeCode.AnyUri => ("a URI", null),
            XmlTypeCode.Language => ("a language", "en-GB"),
            XmlTypeCode.QName or XmlTypeCode.Notation => ("a name, written {namespace}local", null),
            >= XmlTypeCode.NmToken and <= XmlTypeCode.Entity => ("a name of letters and digits", "part-7"),
            _ => ("a text", null),
        },
    };

    private string Limits => (Facets.Minimum, Facets.Maximum) switch
    {
        (null, null) => "",
        ({ } least, null) => (Facets.MinimumExcluded ? " above " : " from ") + least,
        (null, { } most) => (Facets.MaximumExcluded ? " below " : " up to ") + most,
        var (least, most) when !Facets.MinimumExcluded && !Facets.MaximumExcluded => $" from {least} to {most}",
        var (least, most) => (Facets.MinimumExcluded ? " above " : " from ") + least
            + (Facets.MaximumExcluded ? " and below " : " and up to ") + most,
    };
}
