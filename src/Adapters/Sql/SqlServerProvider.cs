using System.Collections.Frozen;
using System.Data;
using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Plan;
using Microsoft.Data.SqlClient;
using ClientParameter = Microsoft.Data.SqlClient.SqlParameter;

namespace Hub.Adapters.Sql;

/// <summary>
/// SQL Server (https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors).
/// </summary>
internal sealed partial class SqlServerProvider : ISqlProvider
{
    private const int FirstOwnError = 50000;
    private const int ShortText = 4000;
    private const int SqlDecimalDigits = 38;

    private static readonly FrozenDictionary<int, SqlFailureKind> Kinds = new (SqlFailureKind Kind, int[] Numbers)[]
    {
        (SqlFailureKind.Unique, [2601, 2627]),
        (SqlFailureKind.NotNull, [515]),
        (SqlFailureKind.Check, [550]),
        (SqlFailureKind.Value, [220, 232, 241, 242, 244, 245, 248, 295, 517, 1013, 2628, 6522, 8114, 8115, 8152, 9807, 13609]),
        (SqlFailureKind.Conflict, [1205, 1222, 3960, 3961, 41302, 41305, 41325, 41839]),
        (SqlFailureKind.TimedOut, [-2]),
        (SqlFailureKind.Denied, [4060, 4064, 18452, 18456, 18461, 18470, 18486, 18487, 18488]),
        (SqlFailureKind.Busy, [10928, 10929, 17809, 40501, 49918, 49919, 49920]),
        (SqlFailureKind.Unreachable, [2, 26, 40, 53, 258, 10060, 10061, 11001, 17142, 40613]),
        (SqlFailureKind.Broken, [-1, 19, 20, 64, 121, 233, 596, 6005, 10053, 10054, 17143, 40197]),
    }.SelectMany(k => k.Numbers.Select(n => (n, k.Kind))).ToFrozenDictionary(k => k.n, k => k.Kind);

    public string Name => "SQL Server";

    public bool UndoesReads => true;

    public bool RoutinesCommit => true;

    // Its client asks for the culture of every collation.
    public string? Unusable { get; } = HasCultures()
        ? null
        : "SQL Server's client needs ICU, which this process runs without: install it (Debian and Ubuntu: apt-get install "
            + "libicu72, or the version there is; Red Hat: libicu; Alpine: icu-libs icu-data-full), and start the hub without "
            + "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    public string? ConnectionProblem(string connection)
    {
        try
        {
            var builder = new SqlConnectionStringBuilder(connection);
            return builder.DataSource.Length == 0 ? "it has no Server"
                : builder.Authentication is SqlAuthenticationMethod.NotSpecified or SqlAuthenticationMethod.SqlPassword ? null
                : "signing in by Microsoft Entra ID is not part of this build; use User Id and Password, or Integrated Security";
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            return "it is no connection string, such as Server=finance;Database=finance;User Id=hub;Password=…";
        }
    }

    public DbConnection Connect(string settled) => new SqlConnection(settled);

    public void Discard(DbConnection connection) => SqlConnection.ClearPool((SqlConnection)connection);

    public string Settle(string connection, SystemLimits limits, bool write)
    {
        var builder = new SqlConnectionStringBuilder(connection);
        (builder.MinPoolSize, builder.MaxPoolSize) = (0, limits.Concurrency);
        // Its client does not always give up connecting when it is told to.
        builder.ConnectTimeout = SqliteProvider.Seconds(limits);
        (builder.PersistSecurityInfo, builder.ConnectRetryCount) = (false, 0);
        if (!builder.ShouldSerialize("Application Name"))
            builder.ApplicationName = "hub";
        return builder.ToString();
    }

    public SqlRoutineCall CallOf(SqlRoutine routine)
    {
        var inputs = routine.Inputs.Select(p => routine.Omitted.Contains(p.Name) ? "DEFAULT" : $"@{p.Name}");
        if (routine.IsFunction && (routine.Outputs.Count > 0 || (routine.HasRows && routine.Returns is not null)))
            return new SqlRoutineCall(null, "a function of SQL Server returns a value or rows, and has no outputs");
        // Functions take their parameters by place.
        if (routine.IsFunction)
            return routine.Returns is { } value
                ? new SqlRoutineCall(
                    $"SELECT {routine.Name}({string.Join(", ", inputs)}) AS [{value.Name}]") { OutputsAreRow = true }
                : new SqlRoutineCall($"SELECT * FROM {routine.Name}({string.Join(", ", inputs)})");
        var outputs = routine.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var all = routine.Inputs.Where(p => !routine.Omitted.Contains(p.Name)).Concat(routine.OutputsOnly)
            .Select(p => $"@{p.Name} = @{p.Name}{(outputs.Contains(p.Name) ? " OUTPUT" : "")}");
        var target = $"{(routine.Returns is { } returned ? $"@{returned.Name} = " : "")}{routine.Name}";
        return new SqlRoutineCall($"EXEC {target} {string.Join(", ", all)}".TrimEnd());
    }

    public DbCommand CreateCommand(
        DbConnection connection, string text, IEnumerable<SqlParameter> parameters, CancellationToken cancellation)
    {
        // The call's own time ends it.
        var command = new SqlCommand(text, (SqlConnection)connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
            command.Parameters.Add(Written(parameter));
        return command;
    }

    // .NET's decimal has fewer digits.
    public object ValueOf(DbDataReader reader, int ordinal) =>
        reader.GetProviderSpecificFieldType(ordinal) == typeof(SqlDecimal)
            ? ((SqlDataReader)reader).GetSqlDecimal(ordinal).ToString()
            : reader.GetValue(ordinal);

    public object? ValueOf(DbParameter parameter) => ((ClientParameter)parameter).SqlValue switch
    {
        INullable { IsNull: true } => null,
        SqlDecimal number => number.ToString(),
        _ => parameter.Value is DBNull ? null : parameter.Value,
    };

    // With its type: a datetime is no datetime2 of the same digits.
    public SqlRaw RawOf(DbDataReader reader, int ordinal)
    {
        var text = ValueOf(reader, ordinal) switch
        {
            byte[] bytes => Convert.ToBase64String(bytes),
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            var value => value.ToString(),
        };
        return new SqlRaw($"{reader.GetDataTypeName(ordinal)}:{text}");
    }

    public string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    public string Limit(string count, string? skipped = null) => $"OFFSET {skipped ?? "0"} ROWS FETCH NEXT {count} ROWS ONLY";

    public string SelectLocked(SqlTable table, string where) =>
        $"SELECT {table.Selected} FROM {table.Source} WITH (UPDLOCK) WHERE {where}";

    // A datetime keeps 1/300 of a second and a real 24 bits: such a column is compared in its own type, as both sides are
    // widened otherwise and then differ.
    public string Equal(SqlField column, string text, object value, StatementValues values)
    {
        var name = Quote(column.Name);
        var same = $"{name} = {values.Add(column, value)}";
        return NarrowOf(column.Type, value) is not { } narrow
            ? same
            : $"({same} OR ({name} = {values.Add(column, narrow.Raw)} "
                + $"AND SQL_VARIANT_PROPERTY({name}, 'BaseType') = '{narrow.Type}'))";
    }

    // OUTPUT by itself is refused where a table has triggers, and does not see what they do. A key that its column may round is
    // looked for as the column holds it.
    public string Insert(SqlTable table, IReadOnlyList<InsertedValue> values)
    {
        var keys = table.Key.Select((k, i) => new InsertedKey(k, $"k{i}", values.FirstOrDefault(v => v.Column == k))).ToList();
        var made = keys.Where(k => k.Given is null || IsRounded(k.Column.Type)).ToList();
        if (made.Count == 0)
            return $"INSERT INTO {table.Source} {table.ValuesOf(values)}; "
                + $"SELECT {table.Selected} FROM {table.Source} WHERE {string.Join(" AND ", keys.Select(Given))}";
        var output = $"OUTPUT {string.Join(", ", made.Select(k => $"inserted.{Quote(k.Column.Name)}"))} INTO @inserted ";
        var columns = made.Select(k => $"{k.Name} {TypeOf(k.Column.Type, k.Given?.Value)}");
        string[] given = [.. keys.Except(made).Select(Given), ""];
        return $"DECLARE @inserted TABLE ({string.Join(", ", columns)}); "
            + $"INSERT INTO {table.Source} {table.ValuesOf(values, output)}; "
            + $"SELECT {table.Selected} FROM {table.Source} WHERE {string.Join(" AND ", given)}EXISTS (SELECT 1 FROM @inserted "
            + $"WHERE {string.Join(" AND ", made.Select(k => $"{k.Name} = {Quote(k.Column.Name)}"))})";

        string Given(InsertedKey key) => $"{Quote(key.Column.Name)} = {key.Given!.Name}";
    }

    public string Update(SqlTable table, string assignments, string where) =>
        $"UPDATE {table.Source} SET {assignments} WHERE {where}; SELECT {table.Selected} FROM {table.Source} WHERE {where}";

    public string Delete(SqlTable table, string where) =>
        $"DECLARE @gone int; DELETE FROM {table.Source} WHERE {where}; SET @gone = @@ROWCOUNT; SELECT @gone WHERE @gone > 0";

    public SqlFailure Explain(DbException e) =>
        e is SqlException server
            ? Explain(server.Number, server.Class, server.Errors.Count > 0 ? server.Errors[0].Message : "")
            : new SqlFailure(SqlFailureKind.Broken, "");

    /// <summary>What an error means.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="severity">Its class.</param>
    /// <param name="message">The server's words, which hold the constraint's name.</param>
    public static SqlFailure Explain(int number, byte severity, string message)
    {
        var state = number.ToString(CultureInfo.InvariantCulture);
        if (number >= FirstOwnError)
            return new SqlFailure(SqlFailureKind.Other, state, null, message);
        var quoted = Quoted.Matches(message).Select(m => m.Groups["name"].Value).ToList();
        // 547 is foreign keys and checks both; the word is the same in every language of the server's.
        var kind = number == 547 && message.Contains("CHECK", StringComparison.Ordinal) ? SqlFailureKind.Check
            : number == 547 ? SqlFailureKind.ForeignKey
            : Kinds.TryGetValue(number, out var known) ? known
            : severity >= 20 ? SqlFailureKind.Broken
            : SqlFailureKind.Other;
        return new SqlFailure(kind, state, number switch
        {
            515 or 547 or 2627 => quoted.FirstOrDefault(),
            2601 => quoted.ElementAtOrDefault(1),
            _ => null,
        });
    }

    private static bool HasCultures()
    {
        try
        {
            return !CultureInfo.GetCultureInfo("en-US").EnglishName.StartsWith("Invariant", StringComparison.Ordinal);
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static ClientParameter Written(SqlParameter parameter)
    {
        if (parameter.Value is SqlRaw raw)
            return WrittenRaw($"@{parameter.Name}", raw.Text);
        // What has no form here is for the server to convert, or to refuse.
        if (parameter.Value is string text && parameter.Type != SqlType.Text && !IsLongDecimal(parameter.Type, text))
            return new ClientParameter($"@{parameter.Name}", SqlDbType.NVarChar, ShortText) { Value = text };
        var written = new ClientParameter
        {
            ParameterName = $"@{parameter.Name}",
            SqlDbType = DbTypeOf(parameter.Type),
            Value = ClientValue(parameter) ?? DBNull.Value,
        };
        if (parameter.Type == SqlType.Text)
            written.Size = parameter.Value is string { Length: <= ShortText } && !parameter.Output ? ShortText : -1;
        else if (parameter.Type == SqlType.Bytes)
            written.Size = -1;
        else if (parameter.Type == SqlType.Decimal && parameter.Output)
            (written.Precision, written.Scale) = (38, 10);
        if (parameter.Output)
            written.Direction = ParameterDirection.InputOutput;
        return written;
    }

    private static bool IsLongDecimal(SqlType type, string text) =>
        type == SqlType.Decimal && text.Count(char.IsAsciiDigit) is > 0 and <= SqlDecimalDigits;

    private static object? ClientValue(SqlParameter parameter) => parameter.Value switch
    {
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        TimeOnly time => time.ToTimeSpan(),
        DateTime time when parameter.Type == SqlType.TimestampTz => new DateTimeOffset(time),
        double number when parameter.Type == SqlType.Real => (float)number,
        string digits when parameter.Type == SqlType.Decimal => SqlDecimal.Parse(digits),
        var value => value,
    };

    private static ClientParameter WrittenRaw(string name, string raw)
    {
        var colon = raw.IndexOf(':', StringComparison.Ordinal);
        var (type, text) = (raw[..colon], raw[(colon + 1)..]);
        var known = Enum.TryParse<SqlDbType>(type == "numeric" ? "decimal" : type, ignoreCase: true, out var found)
            ? found
            : SqlDbType.NVarChar;
        var written = new ClientParameter
        {
            ParameterName = name,
            SqlDbType = known == SqlDbType.Timestamp ? SqlDbType.Binary : known,
        };
        written.Value = written.SqlDbType switch
        {
            SqlDbType.Decimal => SqlDecimal.Parse(text),
            SqlDbType.Money or SqlDbType.SmallMoney => decimal.Parse(text, CultureInfo.InvariantCulture),
            SqlDbType.Float => double.Parse(text, CultureInfo.InvariantCulture),
            SqlDbType.Real => float.Parse(text, CultureInfo.InvariantCulture),
            SqlDbType.TinyInt or SqlDbType.SmallInt or SqlDbType.Int or SqlDbType.BigInt =>
                long.Parse(text, CultureInfo.InvariantCulture),
            SqlDbType.Bit => bool.Parse(text),
            SqlDbType.UniqueIdentifier => Guid.Parse(text),
            SqlDbType.Binary or SqlDbType.VarBinary => Convert.FromBase64String(text),
            SqlDbType.DateTimeOffset => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            SqlDbType.Time => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
            SqlDbType.Date or SqlDbType.DateTime or SqlDbType.DateTime2 or SqlDbType.SmallDateTime =>
                DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            _ => text,
        };
        return written;
    }

    private static SqlDbType DbTypeOf(SqlType type) =>
        type == SqlType.Decimal ? SqlDbType.Decimal
        : type == SqlType.Double ? SqlDbType.Float
        : type == SqlType.Real ? SqlDbType.Real
        : type == SqlType.Boolean ? SqlDbType.Bit
        : type == SqlType.Date ? SqlDbType.Date
        : type == SqlType.Time ? SqlDbType.Time
        : type == SqlType.Bytes ? SqlDbType.VarBinary
        : type == SqlType.Uuid ? SqlDbType.UniqueIdentifier
        : type == SqlType.Timestamp || type == SqlType.Utc ? SqlDbType.DateTime2
        : type == SqlType.TimestampTz ? SqlDbType.DateTimeOffset
        : type.Name switch
        {
            "smallint" => SqlDbType.SmallInt,
            "int" => SqlDbType.Int,
            "bigint" => SqlDbType.BigInt,
            _ => SqlDbType.NVarChar,
        };

    // Whether a column of the plan's type may be one of the database's that holds fewer digits.
    private static bool IsRounded(SqlType type) =>
        type == SqlType.Decimal || type == SqlType.Double || type == SqlType.Real || type == SqlType.Time
        || type == SqlType.Timestamp || type == SqlType.Utc || type == SqlType.TimestampTz;

    /// <summary>
    /// Returns the value in the narrower type that its column may have, a datetime's or a real's; null if both types read alike.
    /// </summary>
    private static (SqlRaw Raw, string Type)? NarrowOf(SqlType type, object value)
    {
        if (value is double number && type == SqlType.Double && (float)number is var single && float.IsFinite(single)
            && single.ToString("R", CultureInfo.InvariantCulture) is var digits
            && (double)single != number
            && double.Parse(digits, CultureInfo.InvariantCulture) == number)
            return (new SqlRaw($"real:{digits}"), "real");
        return value is DateTime time && type != SqlType.TimestampTz
            && time >= SqlDateTime.MinValue.Value && time <= SqlDateTime.MaxValue.Value && new SqlDateTime(time).Value == time
            ? (new SqlRaw($"datetime:{time.ToString("O", CultureInfo.InvariantCulture)}"), "datetime")
            : null;
    }

    // A key that the database makes is a number, a uuid or a time. A column rounds a decimal to fewer digits behind the point
    // than are given, never to more.
    private static string TypeOf(SqlType type, object? given) => DbTypeOf(type) switch
    {
        SqlDbType.Decimal => $"decimal({SqlDecimalDigits}, {DecimalsOf(given)})",
        SqlDbType.NVarChar => "nvarchar(450) COLLATE DATABASE_DEFAULT",
        SqlDbType.VarBinary => "varbinary(900)",
        var found => found.ToString().ToLowerInvariant(),
    };

    private static int DecimalsOf(object? given)
    {
        var text = given is null ? "" : SqlValue.TextOf(given);
        return text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point
            ? Math.Min(text.Length - point - 1, SqlDecimalDigits)
            : 0;
    }

    private sealed record InsertedKey(SqlField Column, string Name, InsertedValue? Given);

    [GeneratedRegex("""['"](?<name>[^'"]+)['"]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Quoted { get; }
}
