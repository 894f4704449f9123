using Hub.ServiceKit.Storage;

namespace Hub.Importing.Catalogues;

/// <summary>SQL Server's catalogue views (https://learn.microsoft.com/sql/relational-databases/system-catalog-views).</summary>
internal sealed class SqlServerCatalogue : ICatalogue
{
    public SqlFile Sql { get; } = SqlFile.Of<SqlServerCatalogue>();

    public bool HasRoutines => true;

    public string DefaultSchema => "dbo";

    public string Refusal => "code.50000";

    public bool Orders(string type) => type is not ("text" or "ntext" or "image" or "xml");

    public string? TypeOf(string type) => type switch
    {
        // tinyint has no sign, and so no type of its own size.
        "tinyint" or "smallint" => "smallint",
        "int" => "int",
        "bigint" => "bigint",
        "decimal" or "numeric" or "money" or "smallmoney" => "decimal",
        "float" => "double",
        "real" => "real",
        "bit" => "boolean",
        "date" => "date",
        "time" => "time",
        "datetime" or "datetime2" or "smalldatetime" => "timestamp",
        "datetimeoffset" => "timestamptz",
        "binary" or "varbinary" or "image" or "timestamp" or "rowversion" => "bytes",
        "uniqueidentifier" => "uuid",
        "char" or "varchar" or "nchar" or "nvarchar" or "text" or "ntext" or "xml" or "sysname" => "text",
        _ => null,
    };
}
