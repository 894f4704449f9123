using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Requests;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql.Tables;

/// <summary>A table or a view that the plan opens.</summary>
internal sealed record SqlTable(
    string Name, string System, string Source, ImmutableArray<SqlField> Columns, ImmutableArray<SqlField> Key,
    SqlRowVersion Version, ISqlProvider Provider)
{
    /// <summary>Columns that the database sets.</summary>
    public ImmutableArray<string> Generated { get; init; } = [];

    /// <summary>Columns that the database sets unless it is told.</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>Columns that a list may be narrowed by.</summary>
    public ImmutableArray<SqlField> Filter { get; init; } = [];

    /// <summary>Columns that a list may be ordered by.</summary>
    public ImmutableArray<SqlField> Order { get; init; } = [];

    public int DefaultPage { get; init; } = 50;

    public int LargestPage { get; init; } = 200;

    /// <summary>The property that holds a row's version beside its columns.</summary>
    public string VersionProperty { get; } =
        Columns.FirstOrDefault(c => c.Name == "version") is { } taken && taken != Version.Column ? "$version" : "version";

    /// <summary>What a read row has: its columns, and what the database tells versions apart by.</summary>
    public ImmutableArray<SqlField> Row => field.IsDefault
        ? field = Version.Expression is null
            ? Columns
            : [.. Columns, new SqlField(VersionProperty, SqlType.Text, Nullable: false)]
        : field;

    /// <summary>Those, as a statement lists them.</summary>
    public string Selected { get; } = string.Join(
        ", ", Columns.Select(c => Provider.Quote(c.Name)).Concat(Version.Expression is { } e ? [e] : []));

    /// <summary>The columns alone, as a statement lists them.</summary>
    public string SelectedColumns { get; } = string.Join(", ", Columns.Select(c => Provider.Quote(c.Name)));

    public TypeShape RowShape(string operation) => SqlField.Combine(
        operation,
        [
            .. Columns.Select(c => (c.Name, c.Shape, false, c.Nullable)),
            .. Columns.Any(c => c.Name == VersionProperty) ? [] : new[] { (VersionProperty, VersionShape, false, false) },
        ]);

    public static TypeShape VersionShape { get; } = new SqlField("version", SqlType.Text, Nullable: true).Shape;

    /// <summary>What follows the table's name in an INSERT.</summary>
    /// <param name="values">Columns with their parameters.</param>
    /// <param name="between">What stands before the values.</param>
    public string ValuesOf(IReadOnlyList<InsertedValue> values, string between = "") => values.Count == 0
        ? $"{between}DEFAULT VALUES"
        : $"({string.Join(", ", values.Select(v => Provider.Quote(v.Column.Name)))}) "
            + $"{between}VALUES ({string.Join(", ", values.Select(v => v.Name))})";

    /// <summary>Completes a row as it was read, and says its version.</summary>
    public string Complete(JsonObject row)
    {
        if (Version.Expression is not null)
            return row[VersionProperty]!.GetValue<string>();
        var version = Version.Column is { } column
            ? row[column.Name] is { } value ? TextOf(value) : ""
            : EntityTag.Of(row).Trim('"');
        if (Version.Column?.Name != VersionProperty)
            row[VersionProperty] = version;
        return version;
    }

    /// <summary>A version as a request has it.</summary>
    public static string TextOf(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}

/// <summary>
/// What tells versions of a row apart: an expression of the database's own, a column, or else a hash of all columns.
/// </summary>
/// <param name="Expression">What is read beside the columns, or null.</param>
/// <param name="Column">The column, or null.</param>
internal sealed record SqlRowVersion(string? Expression, SqlField? Column)
{
    /// <summary>Whether the hub counts the column up, as whoever else writes does.</summary>
    public bool Counted { get; init; }
}

/// <summary>A column that an INSERT sets.</summary>
/// <param name="Column">The column.</param>
/// <param name="Name">The value, as the statement says it.</param>
/// <param name="Value">The value; null for NULL, and for one that the statement says itself.</param>
internal sealed record InsertedValue(SqlField Column, string Name, object? Value);
