using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Hub.Adapters.Sql.Journals;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Plan;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Adapters.Sql;

/// <summary>PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal sealed class PostgresProvider : ISqlProvider
{
    // Sessions only read unless told otherwise, and write values in one notation whatever the server's settings.
    private const string Session =
        "-c default_transaction_read_only=on -c DateStyle=ISO -c IntervalStyle=iso_8601 "
        + "-c TimeZone=UTC -c bytea_output=hex -c extra_float_digits=1";

    private const int NameBytes = 63;

    public string Name => "PostgreSQL";

    public string AllowWrite => "SET TRANSACTION READ WRITE";

    public string? ConnectionProblem(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection) switch
            {
                { Host: null or "" } => "it has no Host",
                { Port: < 1 or > ushort.MaxValue } => "its Port is not from 1 to 65535, such as Port=5432",
                _ => null,
            };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return "it is no connection string, such as Host=finance;Database=finance;Username=hub";
        }
    }

    public string PasswordVariable => "PGPASSWORD";

    public bool Blocks => false;

    public IJournalSql Journal => new PostgresJournal(this);

    public bool Replicates => true;

    public DbConnection Connect(string settled) => new NpgsqlConnection(settled);

    public void Discard(DbConnection connection) => NpgsqlConnection.ClearPool((NpgsqlConnection)connection);

    public string Settle(string connection, SystemLimits limits, bool write)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        builder.Options = $"{builder.Options} {Session}".Trim();
        (builder.MinPoolSize, builder.MaxPoolSize) = (0, limits.Concurrency);
        // The call's own time ends first;
        // where two clocks end together the library takes the connection down instead of cancelling.
        (builder.Timeout, builder.CommandTimeout) = (SqliteProvider.Seconds(limits) + 10, SqliteProvider.Seconds(limits) + 10);
        (builder.IncludeErrorDetail, builder.PersistSecurityInfo) = (false, false);
        builder.ApplicationName ??= "hub";
        return builder.ToString();
    }

    // PostgreSQL's procedures give no rows and return nothing, so what does is a function.
    public SqlRoutineCall CallOf(SqlRoutine routine)
    {
        var name = string.Join('.', routine.Name.Split('.').Select(NameOf));
        var given = routine.Inputs.Where(p => !routine.Omitted.Contains(p.Name))
            .Select(p => $"{NameOf(p.Name)} => @{p.Name}").ToList();
        var inputs = string.Join(", ", given);
        if (routine.Returns is { } returned)
            return routine.HasRows || routine.Outputs.Count > 0
                ? new SqlRoutineCall(null, "a function of PostgreSQL returns a value, or rows, or has outputs: one of these")
                : new SqlRoutineCall($"SELECT {name}({inputs}) AS {returned.Name}") { OutputsAreRow = true };
        if (routine.HasRows && routine.Outputs.Count > 0)
            return new SqlRoutineCall(
                null, "a function of PostgreSQL with outputs gives them as its row; declare either 'out' or 'output'");
        if (routine.IsFunction || routine.HasRows)
            return new SqlRoutineCall($"SELECT * FROM {name}({inputs}){WhereThere(routine)}") { OutputsAreRow = true };
        var all = string.Join(", ", given.Concat(routine.OutputsOnly.Select(p => $"{NameOf(p.Name)} => NULL")));
        return new SqlRoutineCall($"CALL {name}({all})") { OutputsAreRow = true };
    }

    // Unquoted, a name is written in small letters; one in small letters may be a word of SQL's.
    private string NameOf(string name) => name.Any(char.IsAsciiLetterUpper) ? name : ((ISqlProvider)this).Quote(name);

    // A function that gives a row of a table, and finds none, gives a row of nothing but NULL; it is called like the function.
    private string WhereThere(SqlRoutine routine) =>
        routine.MayHaveNoRow ? $" WHERE NOT ({NameOf(routine.Name.Split('.')[^1])} IS NULL)" : "";

    public SqlRaw RawOf(DbDataReader reader, int ordinal) => new(reader.GetString(ordinal));

    public string RowVersion => "xmin::text";

    public string CursorRows(string cursor) => $"FETCH ALL FROM {((ISqlProvider)this).Quote(cursor)}";

    // NULLs are the largest here by themselves, and an index is of use.
    public bool HasNaN => true;

    public bool NullsFirst => false;

    public int SecondDigits => 6;

    // A text takes its column's type as it is compared or written: name, "char" and times cut what they do not hold.
    public string? Shortens(DbDataReader reader, string column, string text)
    {
        for (var i = 0; i < reader.FieldCount; i++)
            if (reader.GetName(i) == column)
                return Shortens(reader.GetDataTypeName(i), text);
        return null;
    }

    private string? Shortens(string type, string text) => type switch
    {
        "name" when Encoding.UTF8.GetByteCount(text) > NameBytes =>
            $"has more than the {NameBytes} bytes that a name in PostgreSQL holds",
        "char" or "\"char\"" when text.Length > 1 || (text.Length == 1 && !char.IsAscii(text[0])) =>
            "has more than the one byte that a \"char\" in PostgreSQL holds, as in x",
        _ when (type.StartsWith("time", StringComparison.Ordinal) || type.StartsWith("interval", StringComparison.Ordinal))
            && SqlDigits.BehindSecond(text) > SecondDigits =>
            $"has more than the {SecondDigits} digits behind the second that PostgreSQL takes",
        _ => null,
    };

    public string OrderBy(string column, bool descending, bool nullable) => descending ? $"{column} DESC" : column;

    public string SelectLocked(SqlTable table, string where) =>
        $"SELECT {table.Selected} FROM {table.Source} WHERE {where} FOR UPDATE";

    // With its keys, whose types tell whether one was shortened.
    public string Delete(SqlTable table, string where)
    {
        var texts = table.Key.Where(k => k.Type == SqlType.Text).Select(k => $", {((ISqlProvider)this).Quote(k.Name)}");
        return $"DELETE FROM {table.Source} WHERE {where} RETURNING 1{string.Concat(texts)}";
    }

    public DbCommand CreateCommand(
        DbConnection connection, string text, IEnumerable<SqlParameter> parameters, CancellationToken cancellation)
    {
        // As text every value keeps all its digits: .NET's decimal has fewer than PostgreSQL's numeric.
        var command = new NpgsqlCommand(text, (NpgsqlConnection)connection) { AllResultTypesAreUnknown = true };
        foreach (var parameter in parameters)
            command.Parameters.Add(Written(parameter));
        return command;
    }

    public SqlFailure Explain(DbException e)
    {
        if (e is not PostgresException server)
        {
            var kind = e.InnerException switch
            {
                TimeoutException => SqlFailureKind.TimedOut,
                SocketException => SqlFailureKind.Unreachable,
                _ => SqlFailureKind.Broken,
            };
            return new SqlFailure(kind, "");
        }

        var words = IsRaised(server) ? server.MessageText : null;
        var known = KindOf(server.SqlState);
        // Whatever its code, it is the last that this session says.
        if (known == SqlFailureKind.Other && server.InvariantSeverity is ("FATAL" or "PANIC"))
            known = SqlFailureKind.Broken;
        var constraint = known == SqlFailureKind.NotNull ? server.ColumnName ?? server.ConstraintName : server.ConstraintName;
        return new SqlFailure(known, server.SqlState, constraint, words);
    }

    // What has no type of its own takes its column's: char(10) is compared as it is padded, an enumeration's value is one.
    private static NpgsqlParameter Written(SqlParameter parameter)
    {
        var written = new NpgsqlParameter { ParameterName = parameter.Name };
        if (parameter.Value is SqlRaw raw)
            (written.NpgsqlDbType, written.Value) = (NpgsqlDbType.Unknown, raw.Text);
        else if (AsText(parameter) is { } text)
            (written.NpgsqlDbType, written.Value) = (NpgsqlDbType.Unknown, text);
        else if (parameter is { Value: double number } && parameter.Type == SqlType.Real)
            (written.DataTypeName, written.Value) = (TypeOf(parameter.Type), (float)number);
        else
            (written.DataTypeName, written.Value) = (TypeOf(parameter.Type), parameter.Value ?? DBNull.Value);
        return written;
    }

    // Numbers too: a real is found by its digits, and not by the double that they are.
    private static object? AsText(SqlParameter parameter) => parameter.Value switch
    {
        string text when parameter.OfColumn || parameter.Type != SqlType.Text => text,
        double or decimal when parameter.OfTable => ((IFormattable)parameter.Value).ToString(null, CultureInfo.InvariantCulture),
        // Its client takes the first and the last day that .NET has for infinity.
        DateOnly day when day == DateOnly.MinValue || day == DateOnly.MaxValue => SqlValue.TextOf(day),
        DateTime time when time == DateTime.MinValue || time == DateTime.MaxValue => SqlValue.TextOf(time),
        null when parameter.OfColumn && parameter.Type == SqlType.Text => DBNull.Value,
        _ => null,
    };

    private static SqlFailureKind KindOf(string state) => state switch
    {
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation => SqlFailureKind.Unique,
        PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.RestrictViolation => SqlFailureKind.ForeignKey,
        PostgresErrorCodes.NotNullViolation => SqlFailureKind.NotNull,
        PostgresErrorCodes.CheckViolation => SqlFailureKind.Check,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable =>
            SqlFailureKind.Conflict,
        PostgresErrorCodes.QueryCanceled => SqlFailureKind.TimedOut,
        PostgresErrorCodes.TooManyConnections => SqlFailureKind.Busy,
        PostgresErrorCodes.CannotConnectNow => SqlFailureKind.Unreachable,
        _ when state.StartsWith("28", StringComparison.Ordinal) => SqlFailureKind.Denied,
        _ when state.StartsWith("22", StringComparison.Ordinal) => SqlFailureKind.Value,
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) =>
            SqlFailureKind.Broken,
        _ => SqlFailureKind.Other,
    };

    // Where in the server RAISE is done, since who writes procedures often takes codes of classes that are not theirs, FI404 say.
    private static bool IsRaised(PostgresException e) =>
        e.Routine == "exec_stmt_raise" || e.SqlState is PostgresErrorCodes.RaiseException || IsOwn(e.SqlState);

    // The standard leaves these classes to whoever writes procedures; P and X are PostgreSQL's own.
    private static bool IsOwn(string state) => state[0] is (>= '6' and <= '9') or (>= 'I' and <= 'Z' and not 'P' and not 'X');

    private static string TypeOf(SqlType type) =>
        type == SqlType.Decimal ? "numeric"
        : type == SqlType.Double ? "double precision"
        : type == SqlType.Bytes ? "bytea"
        : type == SqlType.Timestamp || type == SqlType.Utc ? "timestamp without time zone"
        : type == SqlType.TimestampTz ? "timestamp with time zone"
        : type == SqlType.Time ? "time without time zone"
        : type.Name == "int" ? "integer"
        : type.Name;
}
