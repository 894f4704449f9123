using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>Writes the rows of one result into an answer as they come, and puts a join's rows together.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly ISqlProvider _provider;
    private readonly SqlResult _result;
    private readonly Utf8JsonWriter _json;
    private readonly ImmutableArray<int> _places;
    private readonly ImmutableArray<int> _listPlaces;
    private readonly List<string>? _problems;
    private JsonBuffer? _row;
    private JsonBuffer? _rowBefore;
    private int _count;

    /// <param name="provider">Reads values.</param>
    /// <param name="result">What is declared.</param>
    /// <param name="columns">The columns there are.</param>
    /// <param name="json">The answer, within its object.</param>
    /// <param name="each">Whether a row that cannot be read says so, and the others are read.</param>
    public RowWriter(ISqlProvider provider, SqlResult result, string[] columns, Utf8JsonWriter json, bool each = false)
    {
        (_provider, _result, _json, _problems) = (provider, result, json, each ? [] : null);
        _places = PlacesOf(result.Columns, columns);
        if (result.List is { } list)
            (_listPlaces, _row, _rowBefore) = (PlacesOf(list.Columns, columns), JsonBuffer.Rent(), JsonBuffer.Rent());
        if (result.Many)
            json.WriteStartArray(result.Name ?? SqlResult.Rows);
    }

    /// <summary>Whether a row could not be read and says so.</summary>
    public bool HasUnreadable { get; private set; }

    /// <summary>The row the reader stands at.</summary>
    /// <exception cref="UnreadableRowException">A value of it is not of its column's type.</exception>
    public void Write(DbDataReader reader)
    {
        try
        {
            WriteNext(reader);
        }
        catch (UnreadableValueException e)
        {
            throw Locate(e, reader);
        }
    }

    private void WriteNext(DbDataReader reader)
    {
        if (_result.List is not { } list)
        {
            Begin();
            WriteFields(_provider, reader, _result.Columns, _json, _places, _problems);
            EndRow();
            return;
        }

        if (IsNext(reader))
        {
            if (_count > 0)
                EndRow();
            Begin();
            WriteFields(_provider, reader, _result.Columns, _json, _places, _problems);
            _json.WriteStartArray(list.Name);
        }

        if (!_listPlaces.All(reader.IsDBNull))
            WriteRow(_provider, reader, list.Columns, _json, _listPlaces, _problems);
    }

    /// <summary>No more rows come.</summary>
    /// <returns>Whether that is right: where one row is declared, there was one.</returns>
    public bool End()
    {
        if (_result.List is not null && _count > 0)
            EndRow();
        if (_result.Many)
            _json.WriteEndArray();
        return _result.Many || _count == 1;
    }

    public void Dispose()
    {
        _row?.Dispose();
        _rowBefore?.Dispose();
    }

    /// <summary>Writes a row as an object.</summary>
    /// <param name="provider">Reads values.</param>
    /// <param name="reader">At the row.</param>
    /// <param name="fields">What it has.</param>
    /// <param name="json">Where it goes.</param>
    /// <param name="places">Where the fields stand in the row; default for one behind the other.</param>
    /// <param name="problems">Takes what cannot be read, in whose place null is written; null where that is thrown.</param>
    public static void WriteRow(
        ISqlProvider provider, DbDataReader reader, ImmutableArray<SqlField> fields, Utf8JsonWriter json,
        ImmutableArray<int> places = default, List<string>? problems = null)
    {
        json.WriteStartObject();
        WriteFields(provider, reader, fields, json, places, problems);
        json.WriteEndObject();
    }

    /// <summary>Writes a row as an object that says by itself that it cannot be read.</summary>
    /// <returns>Whether it does.</returns>
    public static bool WriteEach(
        ISqlProvider provider, DbDataReader reader, ImmutableArray<SqlField> fields, Utf8JsonWriter json)
    {
        var problems = new List<string>();
        json.WriteStartObject();
        WriteFields(provider, reader, fields, json, default, problems);
        if (problems is [var problem, ..])
            json.WriteString(Answer.UnreadableProperty, problem);
        json.WriteEndObject();
        return problems.Count > 0;
    }

    private static void WriteFields(
        ISqlProvider provider, DbDataReader reader, ImmutableArray<SqlField> fields, Utf8JsonWriter json,
        ImmutableArray<int> places, List<string>? problems)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var (field, place) = (fields[i], places.IsDefault ? i : places[i]);
            var isNull = reader.IsDBNull(place);
            if (isNull && !field.Nullable)
                continue;
            json.WritePropertyName(field.JsonName);
            if (isNull)
                json.WriteNullValue();
            else if (problems is null)
                WriteValue(provider.ValueOf(reader, place), field, json);
            else if (Problem(provider, reader, place, field, json) is { } problem)
            {
                json.WriteNullValue();
                problems.Add($"{field.Name}: {problem}");
            }
        }
    }

    /// <returns>Why the value cannot be read, and nothing is written; null where it is.</returns>
    private static string? Problem(
        ISqlProvider provider, DbDataReader reader, int place, SqlField field, Utf8JsonWriter json)
    {
        try
        {
            SqlValue.Write(provider.ValueOf(reader, place), field.Type, json);
            return null;
        }
        catch (MalformedDocumentException e)
        {
            return e.Message;
        }
        // A value that the database's client has no type for, such as a date before its calendar.
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException or ArgumentException)
        {
            return $"is a value that {provider.Name}'s client cannot read";
        }
    }

    private static void WriteValue(object value, SqlField field, Utf8JsonWriter json)
    {
        try
        {
            SqlValue.Write(value, field.Type, json);
        }
        catch (MalformedDocumentException e)
        {
            throw new UnreadableValueException(field.Name, e.Message);
        }
    }

    // What a join brings is read twice where it is a row's own: once to find out whether it is another row.
    private UnreadableRowException Locate(UnreadableValueException e, DbDataReader reader)
    {
        var list = _result.List is { } one && !_result.Columns.Any(c => c.Name == e.Column) ? one.Name : null;
        var number = _result.List is null || list is not null ? _count - 1 : _count;
        ImmutableArray<DocumentStep> place = _result.Many ? [new DocumentStep(_result.Name ?? SqlResult.Rows, number)]
            : _result.Name is { } name ? [new DocumentStep(name)]
            : [];
        // A statement has no key; what it names first is what tells its rows apart, as a rule.
        var key = _result.Columns is [var first, ..] ? [(first.Name, TextOf(_provider, reader, _places[0]))]
            : Array.Empty<(string, string)>();
        return e.At(_result.Name ?? SqlResult.Rows, place, key, list);
    }

    /// <summary>Returns a value of a key as it is told.</summary>
    public static string TextOf(ISqlProvider provider, DbDataReader reader, int place) =>
        reader.IsDBNull(place) ? "NULL"
        : provider.ValueOf(reader, place) is var value and not byte[] ? UnreadableRow.Shorten(SqlValue.TextOf(value))
        : "of bytes";

    // Whether it is another row than the one before, and not only another entry of its list.
    private bool IsNext(DbDataReader reader)
    {
        (_row, _rowBefore) = (_rowBefore, _row);
        _row!.Clear();
        WriteRow(_provider, reader, _result.Columns, _row.Json, _places, _problems is null ? null : []);
        return _count == 0 || !_row.Written.SequenceEqual(_rowBefore!.Written);
    }

    private void Begin()
    {
        if (!_result.Many && _count > 0)
            throw new MalformedDocumentException("there is more than one row");
        _count++;
        if (_result.Many)
            _json.WriteStartObject();
        else if (_result.Name is { } name)
            _json.WriteStartObject(name);
    }

    private void EndRow()
    {
        if (_result.List is not null)
            _json.WriteEndArray();
        if (_problems is [var problem, ..])
        {
            HasUnreadable = true;
            _json.WriteString(Answer.UnreadableProperty, problem);
            _problems.Clear();
        }

        if (_result.Many || _result.Name is not null)
            _json.WriteEndObject();
    }

    private static ImmutableArray<int> PlacesOf(ImmutableArray<SqlField> fields, string[] columns) =>
        [.. fields.Select(f => RowReader.PlaceOf(f.Name, columns))];
}
