using System.Collections.Immutable;

namespace Hub.Adapters.Sql.Tables;

/// <summary>Gathers the values of a statement while its text is made; the text only ever has their names.</summary>
internal sealed class StatementValues
{
    private readonly ImmutableArray<SqlParameter>.Builder _values = ImmutableArray.CreateBuilder<SqlParameter>();

    /// <returns>What the statement calls it.</returns>
    public string Add(SqlField column, object? value) => Add(column.Type, value, column.Name);

    public string Add(SqlType type, object? value, string? column = null)
    {
        var name = $"p{_values.Count}";
        _values.Add(new SqlParameter(name, type, value) { OfColumn = true, OfTable = true, Column = column });
        return $"@{name}";
    }

    public SqlStatement Statement(string text) => new(text, _values.ToImmutable());
}
