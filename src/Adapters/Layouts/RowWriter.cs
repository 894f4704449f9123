using System.Text;
using CsvHelper;

namespace Hub.Adapters.Layouts;

/// <summary>Writes rows into a file.</summary>
internal sealed class RowWriter : IAsyncDisposable
{
    private readonly FileLayout _layout;
    private readonly StreamWriter _text;
    private readonly CsvWriter _csv;

    /// <param name="layout">What the rows look like.</param>
    /// <param name="file">The file, which is left open.</param>
    /// <param name="escapesFormulas">Whether an apostrophe stands before what a spreadsheet takes for a formula.</param>
    public RowWriter(FileLayout layout, Stream file, bool escapesFormulas)
    {
        _layout = layout;
        _text = new StreamWriter(file, layout.Encoding, leaveOpen: true);
        _csv = CsvWriter.Create(_text, CsvWriterOptions.Default with
        {
            Mode = layout.IsFixed ? CsvMode.FixedWidth : CsvMode.Rfc4180,
            FieldWidths = layout.IsFixed ? [.. layout.Widths] : null,
            Separator = layout.Separator,
            Injection = escapesFormulas ? CsvInjection.Escape : CsvInjection.None,
        });
        if (layout.HasHeader)
            _csv.WriteHeader([.. layout.Columns]);
    }

    /// <summary>Writes a row; a column that it has no text for stays empty.</summary>
    public void Write(IReadOnlyDictionary<string, string> row) =>
        _csv.WriteRecord([.. _layout.Columns.Select(c => row.GetValueOrDefault(c))]);

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        await _text.DisposeAsync();
    }
}
