using System.Text;
using CsvHelper;

namespace Hub.Adapters.Layouts;

/// <summary>
/// Reads the rows of a file. What is wrong with one row is told with the row; what leaves open where rows begin and end, or which
/// column is which, refuses the file.
/// </summary>
internal sealed class RowReader : IDisposable
{
    private const char Replaced = '\uFFFD';
    private static readonly Dictionary<string, string?> Nothing = [];
    private readonly FileLayout _layout;
    private readonly CsvReader _reader;
    private string[] _columns;
    private CsvMalformedRecord? _malformed;
    private bool _begun;

    /// <param name="layout">What the rows look like.</param>
    /// <param name="file">The file, which is left open.</param>
    public RowReader(FileLayout layout, Stream file)
    {
        (_layout, _columns) = (layout, [.. layout.Columns]);
        _reader = CsvReader.Create(file, layout.ReadingBy(malformed => _malformed = malformed), leaveOpen: true);
    }

    /// <summary>Returns the next row; null behind the last one.</summary>
    /// <exception cref="FileRefusedException">The file cannot be read as a whole.</exception>
    public async ValueTask<FileRow?> ReadAsync(CancellationToken cancellation)
    {
        if (!_begun)
        {
            _begun = true;
            if (_layout.HasHeader && await AdvanceAsync(cancellation))
                ReadHeader();
        }

        return await AdvanceAsync(cancellation) ? ReadRow() : null;
    }

    public void Dispose() => _reader.Dispose();

    private async ValueTask<bool> AdvanceAsync(CancellationToken cancellation)
    {
        try
        {
            _malformed = null;
            if (!await _reader.ReadAsync(cancellation))
                return false;
        }
        catch (CsvFormatException)
        {
            throw new FileRefusedException(
                $"a row behind line {_reader.LineNumber} is longer than {FileLayout.LongestRow / 1024} KiB: is a quote not "
                + "closed, or the separator another one?");
        }

        if (_malformed is { Reason: CsvMalformedReason.UnterminatedQuote })
            throw new FileRefusedException($"line {_reader.LineNumber} opens a quote that is never closed");
        return true;
    }

    private void ReadHeader()
    {
        var names = Enumerable.Range(0, _reader.FieldCount).Select(n => _reader.GetString(n).Trim()).ToArray();
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1 && g.Key.Length > 0) is { } twice)
            throw new FileRefusedException(
                _layout.Columns.Contains(twice.Key, StringComparer.Ordinal)
                    ? $"its first line names the column {twice.Key} {twice.Count()} times"
                    : "its first line names a column twice that the layout does not have");
        var missing = _layout.Columns.Except(names, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
            throw new FileRefusedException(
                $"its first line does not name the column {string.Join(", ", missing)}: is the separator "
                + $"'{_layout.Separator}', and the encoding {_layout.Encoding.WebName}?");
        _columns = names;
    }

    private FileRow ReadRow()
    {
        var line = _reader.LineNumber;
        var broken = FindFault();
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var n = 0; n < Math.Min(_columns.Length, _reader.FieldCount); n++)
        {
            if (!_layout.Columns.Contains(_columns[n], StringComparer.Ordinal))
                continue;
            var text = _reader.GetString(n);
            if (FindFault(text) is not { } fault)
                fields[_columns[n]] = text.Length == 0 ? null : text;
            else
                broken ??= $"column {_columns[n]} {fault}";
        }

        return new FileRow(line, broken is null || fields.Count > 0 ? fields : Nothing, broken);
    }

    private string? FindFault() => _malformed is not null
        ? "a quote stands where none may: a field with quotes in it stands in quotes, and each quote in it is doubled"
        : _layout.IsFixed
            ? Encoding.UTF8.GetCharCount(_reader.RawRecord) is var length && length > _layout.Widths.Sum()
                && Encoding.UTF8.GetString(_reader.RawRecord).AsSpan()[_layout.Widths.Sum()..].Trim().Length > 0
                ? $"it has {length} characters, and the columns have {_layout.Widths.Sum()}"
                : null
        : _reader.FieldCount != _columns.Length ? $"it has {_reader.FieldCount} fields, and there are {_columns.Length} columns"
        : null;

    private string? FindFault(string text)
    {
        foreach (var c in text)
        {
            if (c == Replaced)
                return $"is not written in {_layout.Encoding.WebName}";
            if (char.IsControl(c) && c is not ('\t' or '\r' or '\n'))
                return $"has a control character (U+{(int)c:X4})";
        }

        return null;
    }
}
