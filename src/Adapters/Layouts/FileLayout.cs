using System.Collections.Immutable;
using System.Text;
using CsvHelper;
using Hub.Adapters.Sql;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Layouts;

/// <summary>
/// What the rows of a file look like. To mappings it is an operation: its answer is the rows, its request is one.
/// </summary>
/// <param name="Name">The layout, as the plan names it.</param>
/// <param name="Columns">The columns, each a text; a field without any text is absent.</param>
/// <param name="Widths">The width of each column in characters; empty for fields with separators between them.</param>
/// <param name="Separator">What stands between two fields.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="Encoding">
/// How characters are written; what it does not know is replaced when read and throws when written.
/// </param>
internal sealed record FileLayout(
    string Name, ImmutableArray<string> Columns, ImmutableArray<int> Widths, char Separator, bool HasHeader, Encoding Encoding)
    : Operation(Name, [])
{
    /// <summary>The most bytes of one row: a quote that is never closed takes no more memory than that.</summary>
    public const int LongestRow = 1024 * 1024;

    public bool IsFixed => !Widths.IsEmpty;

    public override TypeShape InputType => field ??= SqlField.ShapeOf(
        "row", Columns.Select(c => new SqlField(c, SqlType.Text, Nullable: true)));

    public override TypeShape OutputType => field ??= SqlField.Combine(
        "rows", [(SqlResult.Rows, InputType, Repeats: true, Optional: false)]);

    /// <summary>How the rows are told apart; the header is read as a row.</summary>
    /// <param name="onMalformed">Told of a row that breaks the rules of quotes.</param>
    public CsvReaderOptions ReadingBy(Action<CsvMalformedRecord> onMalformed) => CsvReaderOptions.Default with
    {
        Mode = IsFixed ? CsvMode.FixedWidth : CsvMode.Rfc4180,
        FieldWidths = IsFixed ? [.. Widths] : null,
        Separator = Separator,
        HasHeader = false,
        Encoding = Encoding,
        MaxRecordSize = LongestRow,
        TrackLineNumbers = true,
        IncludeValuesInExceptions = false,
        OnMalformedRecord = onMalformed,
    };
}
