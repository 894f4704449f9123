using System.Collections.Immutable;
using System.Data.Common;

namespace Hub.Adapters.Sql;

/// <summary>One connection at work, in its transaction where it has one.</summary>
internal sealed class SqlSession(
    ISqlProvider provider, DbConnection connection, DbTransaction? transaction, CancellationToken cancellation)
{
    public ISqlProvider Provider => provider;

    public CancellationToken Cancellation => cancellation;

    /// <summary>Runs a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="read">Reads its results to their end: errors of later statements show only there.</param>
    /// <param name="outputs">What its output parameters hold afterwards, by name; null for NULL.</param>
    public async Task<T> RunAsync<T>(
        SqlStatement statement, Func<DbDataReader, Task<T>> read, Action<string, object?>? outputs = null)
    {
        await using var command = provider.CreateCommand(connection, statement.Text, statement.Parameters, cancellation);
        command.Transaction = transaction;
        T result;
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            Check(statement, reader);
            result = await read(reader);
        }

        // Outputs come after the last row.
        for (var i = 0; i < statement.Parameters.Length; i++)
            if (statement.Parameters[i] is { Output: true } parameter)
                outputs?.Invoke(parameter.Name, provider.ValueOf(command.Parameters[i]));
        return result;
    }

    // What the plan calls a text may have a narrower type in the database, which is only known by the answer.
    private void Check(SqlStatement statement, DbDataReader reader)
    {
        foreach (var parameter in statement.Parameters)
            if (parameter is { Column: { } column, Value: string text }
                && provider.Shortens(reader, column, text) is { } problem)
                throw new ShortenedValueException(column, problem);
    }
}
