using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Mapping;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>A value on its way into a statement, always beside the text and never in it.</summary>
/// <param name="Name">What the statement calls it.</param>
/// <param name="Type">What it is.</param>
/// <param name="Value">
/// As the database's client takes it; a text, of whatever type, is what the database itself writes; null for NULL.
/// </param>
internal sealed record SqlParameter(string Name, SqlType Type, object? Value)
{
    private const int DecimalDigits = 28;

    /// <summary>Whether a text takes the type of the column or the parameter it meets, where the database has it so.</summary>
    public bool OfColumn { get; init; }

    /// <summary>Whether it meets a column of a table that the plan declares, whose own type may be a narrower one.</summary>
    public bool OfTable { get; init; }

    /// <summary>The column of that table; null where it meets none.</summary>
    public string? Column { get; init; }

    /// <summary>Whether it holds a value afterwards.</summary>
    public bool Output { get; init; }

    /// <summary>Whether it is what a procedure returns.</summary>
    public bool Return { get; init; }

    /// <returns>The value, or null with the problem; both null for NULL.</returns>
    public static object? Read(SqlField field, JsonNode? node, out ValueFault? problem)
    {
        problem = node is null && !field.Nullable ? new ValueFault("must not be null") : null;
        if (node is null)
            return null;
        if (node is not JsonValue)
        {
            problem = new ValueFault("must be a single value");
            return null;
        }

        if (node.GetValueKind() == JsonValueKind.String && SqlBeyond.Read(field.Type, node.GetValue<string>()) is { } beyond)
            return beyond;
        var text = field.Shape.Value!.Write(node, out problem);
        return text is null ? null : Convert(field.Type, text, out problem);
    }

    private static object? Convert(SqlType type, string text, out ValueFault? problem)
    {
        problem = null;
        var trimmed = text.Trim();
        if (type == SqlType.Text)
            return text;
        if (type == SqlType.Boolean)
            return XmlConvert.ToBoolean(trimmed);
        if (type == SqlType.Bytes)
            return System.Convert.FromBase64String(trimmed);
        if (type == SqlType.Double || type == SqlType.Real)
            return XmlConvert.ToDouble(trimmed);
        if (type == SqlType.Uuid)
            return Guid.TryParseExact(trimmed, "D", out var guid)
                ? guid
                : Refuse($"is not {type.Value.Wanted}", text, out problem);
        if (type == SqlType.Decimal)
            return trimmed.Count(char.IsAsciiDigit) <= DecimalDigits
                ? decimal.Parse(trimmed, NumberStyles.Number, CultureInfo.InvariantCulture)
                : trimmed;
        if (type == SqlType.Date)
            return DateOnly.TryParseExact(trimmed, "yyyy-MM-dd", out var date)
                ? date
                : Refuse("is not a date without a zone", text, out problem);
        if (type == SqlType.Time)
            return TimeOnly.TryParse(trimmed, CultureInfo.InvariantCulture, out var time)
                ? time
                : Refuse("is not a time without a zone", text, out problem);
        return type.Name switch
        {
            "smallint" => XmlConvert.ToInt16(trimmed),
            "int" => XmlConvert.ToInt32(trimmed),
            "bigint" => XmlConvert.ToInt64(trimmed),
            _ => ReadTime(type, trimmed, out problem),
        };
    }

    private static object? ReadTime(SqlType type, string text, out ValueFault? problem)
    {
        problem = null;
        var time = XmlConvert.ToDateTime(text, XmlDateTimeSerializationMode.RoundtripKind);
        if (type == SqlType.Timestamp)
            return time.Kind == DateTimeKind.Unspecified
                ? time
                : Refuse("has a zone where the system keeps none", text, out problem);
        if (time.Kind == DateTimeKind.Unspecified)
            return Refuse("has no zone, such as Z or +01:00", text, out problem);
        var utc = XmlConvert.ToDateTimeOffset(text).UtcDateTime;
        return type == SqlType.Utc ? DateTime.SpecifyKind(utc, DateTimeKind.Unspecified) : utc;
    }

    private static object? Refuse(string rule, string text, out ValueFault problem)
    {
        problem = new ValueFault(rule, ConversionException.Shown(text));
        return null;
    }
}
