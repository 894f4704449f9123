using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Xml;
using System.Xml.Schema;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql;

/// <summary>A type of columns and parameters, by the names that databases agree on.</summary>
/// <param name="Name">As the plan writes it.</param>
/// <param name="Code">XML Schema's type of the same range, whose notation the JSON has.</param>
internal sealed record SqlType(string Name, XmlTypeCode Code)
{
    public static readonly SqlType Decimal = new("decimal", XmlTypeCode.Decimal);
    public static readonly SqlType Double = new("double", XmlTypeCode.Double);

    /// <summary>A number of single precision: 0.1 is another one than the double 0.1.</summary>
    public static readonly SqlType Real = new("real", XmlTypeCode.Float);

    public static readonly SqlType Boolean = new("boolean", XmlTypeCode.Boolean);
    public static readonly SqlType Date = new("date", XmlTypeCode.Date);
    public static readonly SqlType Time = new("time", XmlTypeCode.Time);
    public static readonly SqlType Bytes = new("bytes", XmlTypeCode.Base64Binary);
    public static readonly SqlType Uuid = new("uuid", XmlTypeCode.String);
    public static readonly SqlType Text = new("text", XmlTypeCode.String);

    /// <summary>A time without a zone, in whatever zone the system lives.</summary>
    public static readonly SqlType Timestamp = new("timestamp", XmlTypeCode.DateTime);

    /// <summary>A time without a zone that is UTC; in JSON it says so.</summary>
    public static readonly SqlType Utc = new("utc", XmlTypeCode.DateTime);

    /// <summary>A time with its zone.</summary>
    public static readonly SqlType TimestampTz = new("timestamptz", XmlTypeCode.DateTime);

    private static readonly FrozenDictionary<string, SqlType> All = new[]
    {
        new SqlType("smallint", XmlTypeCode.Short), new SqlType("int", XmlTypeCode.Int), new SqlType("bigint", XmlTypeCode.Long),
        Decimal, Double, Real, Boolean, Date, Time, Timestamp, Utc,
        TimestampTz, Bytes, Uuid, Text,
    }.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    public static ImmutableArray<string> Names => All.Keys;

    public SimpleValue Value { get; } = SimpleValue.Column(Code, Name, []);

    /// <summary>How its values look in JSON.</summary>
    public JsonForm Form => Value.Form;

    public static SqlType? Find(string name) => All.GetValueOrDefault(name);
}

/// <summary>A column or a parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">
/// A column: whether NULL is <c>null</c> in JSON and not absent. A parameter: whether it may be left out.
/// </param>
internal sealed record SqlField(string Name, SqlType Type, bool Nullable)
{
    /// <summary>The only values it has, as a CHECK or an enumeration of the database's lists them; none for any.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>The least and the greatest number it takes, where that is not its type's range.</summary>
    public (int Least, int Most)? Range { get; init; }

    public TypeShape Shape => field ??= Leaf(Type, Values, Range);

    /// <summary>The name as it is written.</summary>
    public JsonEncodedText JsonName { get; } = JsonBuffer.NameOf(Name);

    /// <summary>Fields as the properties of one document.</summary>
    public static TypeShape ShapeOf(string name, IEnumerable<SqlField> fields) =>
        Combine(name, fields.Select(f => (f.Name, f.Shape, Repeats: false, Optional: f.Nullable)));

    public static TypeShape Combine(string name, IEnumerable<(string Name, TypeShape Type, bool Repeats, bool Optional)> members)
    {
        var shape = new TypeShape(new XmlQualifiedName(name));
        var particles = members.Select(m => (Particle)new ElementParticle(
            new ElementShape(new XmlQualifiedName(m.Name), Nillable: m.Optional, m.Type),
            m.Name,
            m.Optional || m.Repeats ? 0 : 1,
            m.Repeats ? int.MaxValue : 1));
        shape.Complete(
            null, [], new ContentModel(new GroupParticle(Choice: false, [.. particles], 1, 1), mixed: false), isAbstract: false);
        return shape;
    }

    private static TypeShape Leaf(SqlType type, ImmutableArray<string> values, (int Least, int Most)? range)
    {
        var shape = new TypeShape(new XmlQualifiedName(type.Name));
        var value = values.IsEmpty && range is null
            ? type.Value
            : SimpleValue.Column(type.Code, type.Name, values, range);
        shape.Complete(value, [], ContentModel.Empty, isAbstract: false);
        return shape;
    }
}
