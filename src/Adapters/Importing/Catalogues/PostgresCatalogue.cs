using Hub.ServiceKit.Storage;

namespace Hub.Importing.Catalogues;

/// <summary>PostgreSQL's system catalogues (https://www.postgresql.org/docs/current/catalogs.html).</summary>
internal sealed class PostgresCatalogue : ICatalogue
{
    public SqlFile Sql { get; } = SqlFile.Of<PostgresCatalogue>();

    public bool HasRoutines => true;

    public string DefaultSchema => "public";

    public string Refusal => "code.P0001";

    public bool Orders(string type) => type is not ("json" or "xml");

    // A domain comes as what it is made of, an enumeration as "enum".
    public string? TypeOf(string type) => type switch
    {
        "int2" => "smallint",
        "int4" => "int",
        "int8" => "bigint",
        "numeric" => "decimal",
        "float4" => "real",
        "float8" => "double",
        "bool" => "boolean",
        "date" => "date",
        "time" => "time",
        "timestamp" => "timestamp",
        "timestamptz" => "timestamptz",
        "bytea" => "bytes",
        "uuid" => "uuid",
        "text" or "varchar" or "bpchar" or "char" or "name" or "citext" or "enum" or "json" or "jsonb" or "xml"
            or "inet" or "cidr"
            or "macaddr" or "interval" => "text",
        _ => null,
    };
}
