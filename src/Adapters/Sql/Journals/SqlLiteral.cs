namespace Hub.Adapters.Sql.Journals;

/// <summary>Writes names of the plan as texts of a statement; requests' values never are.</summary>
internal static class SqlLiteral
{
    public static string Of(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
