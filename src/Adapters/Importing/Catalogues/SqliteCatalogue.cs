using Hub.ServiceKit.Storage;

namespace Hub.Importing.Catalogues;

/// <summary>SQLite's own tables of tables (https://www.sqlite.org/pragma.html).</summary>
internal sealed class SqliteCatalogue : ICatalogue
{
    public SqlFile Sql { get; } = SqlFile.Of<SqliteCatalogue>();

    public bool HasRoutines => false;

    public string? DefaultSchema => null;

    // By affinity (https://www.sqlite.org/datatype3.html): a column takes any value, and its declared type is a hint. Dates are
    // texts or numbers there, as whoever writes them likes, and come as they are.
    public string? TypeOf(string type)
    {
        var name = type.ToUpperInvariant();
        return Has("INT") ? "bigint"
            : Has("CHAR") || Has("CLOB") || Has("TEXT") ? "text"
            : Has("BLOB") ? "bytes"
            : Has("REAL") || Has("FLOA") || Has("DOUB") ? "double"
            : Has("BOOL") ? "boolean"
            : Has("NUMERIC") || Has("DECIMAL") || Has("MONEY") ? "decimal"
            : "text";

        bool Has(string part) => name.Contains(part, StringComparison.Ordinal);
    }
}
