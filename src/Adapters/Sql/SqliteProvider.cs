using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Adapters.Sql.Journals;
using Hub.Adapters.Sql.Tables;
using Hub.Platform.Plan;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Hub.Adapters.Sql;

/// <summary>SQLite (https://www.sqlite.org/rescode.html).</summary>
internal sealed partial class SqliteProvider : ISqlProvider
{
    public SqliteProvider() => Batteries_V2.Init();

    public string Name => "SQLite";

    public string? ConnectionProblem(string connection)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connection).DataSource.Length == 0 ? "it has no Data Source" : null;
        }
        catch (ArgumentException)
        {
            return "it is no connection string, such as Data Source=/data/finance.db";
        }
    }

    public bool KeepsFiles => true;

    public bool HasInfinity => true;

    public bool HoldsTimesAsText => true;

    public IJournalSql Journal => new SqliteJournal(this);

    public DbConnection Connect(string settled)
    {
        var connection = new SqliteConnection(settled);
        connection.StateChange += Confine;
        return connection;
    }

    public void Discard(DbConnection connection) => SqliteConnection.ClearPool((SqliteConnection)connection);

    public string Settle(string connection, SystemLimits limits, bool write)
    {
        var builder = new SqliteConnectionStringBuilder(connection);
        builder.Mode = write ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly;
        builder.ForeignKeys ??= true;
        builder.DefaultTimeout = Seconds(limits);
        return builder.ToString();
    }

    public SqlRoutineCall CallOf(SqlRoutine routine) =>
        new(null, "this provider has no procedures; write the statement with 'query'");

    // RETURNING does not see what triggers do afterwards, and all that triggers do to a row here they do afterwards.
    public string Insert(SqlTable table, IReadOnlyList<InsertedValue> values)
    {
        var given = table.Key.Select(k => (Key: k, values.FirstOrDefault(v => v.Column == k)?.Name)).ToList();
        var where = given.TrueForAll(k => k.Name is not null)
            ? string.Join(" AND ", given.Select(k => $"{((ISqlProvider)this).Quote(k.Key.Name)} = {k.Name}"))
            : given is [{ Key.Type.Name: "smallint" or "int" or "bigint" }] ? "_rowid_ = last_insert_rowid() AND changes() > 0"
            : null;
        // A key that is made otherwise is only told there.
        return $"INSERT INTO {table.Source} {table.ValuesOf(values)}"
            + (where is null ? $" RETURNING {table.Selected}" : $"; SELECT {table.Selected} FROM {table.Source} WHERE {where}");
    }

    public string Update(SqlTable table, string assignments, string where) =>
        $"UPDATE {table.Source} SET {assignments} WHERE {where}; SELECT {table.Selected} FROM {table.Source} WHERE {where}";

    public string Equal(SqlField column, string text, object value, StatementValues values)
    {
        var name = ((ISqlProvider)this).Quote(column.Name);
        if (SqliteDecimals.Equal(name, column, text, value, values) is { } exactly)
            return exactly;
        var written = SqliteNotations.Of(column.Type, text, value);
        return written.Count == 1
            ? $"{name} = {values.Add(column, written[0])}"
            : $"{name} IN ({string.Join(", ", written.Select(w => values.Add(column, w)))})";
    }

    public string? Unholdable(SqlType type, object value) => SqliteDecimals.Problem(type, value);

    // A value has a type of its own, whatever its column's is.
    public SqlRaw RawOf(DbDataReader reader, int ordinal) => new(reader.GetValue(ordinal) switch
    {
        long number => $"i{number.ToString(CultureInfo.InvariantCulture)}",
        double number => $"r{number.ToString("R", CultureInfo.InvariantCulture)}",
        byte[] bytes => $"b{Convert.ToBase64String(bytes)}",
        var text => $"t{text}",
    });

    public DbCommand CreateCommand(
        DbConnection connection, string text, IEnumerable<SqlParameter> parameters, CancellationToken cancellation)
    {
        var sqlite = (SqliteConnection)connection;
        var command = sqlite.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue($"@{parameter.Name}", Written(parameter.Type, parameter.Value));
        // The library's own Cancel does nothing.
        var interrupt = cancellation.UnsafeRegister(_ => Interrupt(sqlite), null);
        command.Disposed += (_, _) => interrupt.Dispose();
        return command;
    }

    // Called by a timer, where nobody catches what is thrown of a connection that closes at that moment.
    private static void Interrupt(SqliteConnection sqlite)
    {
        try
        {
            if (sqlite.Handle is { IsClosed: false } open)
                raw.sqlite3_interrupt(open);
        }
        catch (ObjectDisposedException)
        {
            // Its statement has ended.
        }
    }

    // A statement reaches the database's own file and no other: ATTACH, and VACUUM INTO, would open any.
    private static void Confine(object sender, StateChangeEventArgs change)
    {
        if (change.CurrentState == ConnectionState.Open)
            raw.sqlite3_limit(((SqliteConnection)sender).Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
    }

    private static object Written(SqlType type, object? value) => value switch
    {
        null => DBNull.Value,
        decimal or string when type == SqlType.Decimal => SqliteDecimals.Written(value),
        Guid guid => guid.ToString(),
        SqlRaw { Text: ['i', .. var number] } => long.Parse(number, CultureInfo.InvariantCulture),
        SqlRaw { Text: ['r', .. var number] } => double.Parse(number, CultureInfo.InvariantCulture),
        SqlRaw { Text: ['b', .. var bytes] } => Convert.FromBase64String(bytes),
        SqlRaw raw => raw.Text[1..],
        _ => value,
    };

    public SqlFailure Explain(DbException e)
    {
        var (code, extended) = e is SqliteException sqlite ? (sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode) : (0, 0);
        var said = Said.Match(e.Message).Groups["said"].Value;
        var constraint = said.Contains(": ", StringComparison.Ordinal)
            ? said[(said.IndexOf(": ", StringComparison.Ordinal) + 2)..]
            : null;
        var kind = (code, extended) switch
        {
            (_, raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_ROWID) =>
                SqlFailureKind.Unique,
            (_, raw.SQLITE_CONSTRAINT_FOREIGNKEY) => SqlFailureKind.ForeignKey,
            (_, raw.SQLITE_CONSTRAINT_NOTNULL) => SqlFailureKind.NotNull,
            (_, raw.SQLITE_CONSTRAINT_CHECK) => SqlFailureKind.Check,
            (raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG, _) => SqlFailureKind.Value,
            // Another one holds the file: what wanted it was not begun, or not committed.
            (raw.SQLITE_BUSY or raw.SQLITE_LOCKED, _) => SqlFailureKind.Conflict,
            (raw.SQLITE_INTERRUPT, _) => SqlFailureKind.TimedOut,
            (raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB, _) => SqlFailureKind.Unreachable,
            _ => SqlFailureKind.Other,
        };
        var raised = extended == raw.SQLITE_CONSTRAINT_TRIGGER;
        return new SqlFailure(kind, extended.ToString(), raised ? null : constraint, raised ? said : null);
    }

    public static int Seconds(SystemLimits limits) => Math.Max(1, (int)Math.Ceiling(limits.Timeout.TotalSeconds));

    [GeneratedRegex(
        "^SQLite Error [0-9]+: '(?<said>.*)'\\.$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Said { get; }
}
