using System.Collections.Frozen;
using System.Data.Common;
using System.Reflection;
using System.Text;
using Npgsql;

namespace Hub.ServiceKit.Storage;

/// <summary>
/// The statements of one <c>.sql</c> file beside a class, by name. A statement begins at a line <c>-- name: Append</c>.
/// What PostgreSQL must be told in other words stands in <c>X.postgres.sql</c>, under the same name.
/// </summary>
public sealed class SqlFile
{
    private readonly string _file;
    private readonly FrozenDictionary<string, string> _common;
    private readonly FrozenDictionary<string, string> _postgres;

    private SqlFile(string file, Dictionary<string, string> common, Dictionary<string, string> postgres)
    {
        _file = file;
        _common = common.ToFrozenDictionary(StringComparer.Ordinal);
        _postgres = postgres.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>A statement that every engine understands, by name.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such statement: a fault of the program.</exception>
    /// <exception cref="InvalidOperationException">
    /// The engines are told in different words, so it must be asked for with the connection: a fault of the program.
    /// </exception>
    public string this[string name] => _postgres.ContainsKey(name)
        ? throw new InvalidOperationException($"{_file}: '{name}' differs from engine to engine; ask for it with the connection.")
        : Common(name);

    /// <summary>A statement in the words of the engine behind a connection, by name.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such statement: a fault of the program.</exception>
    public string this[string name, DbConnection connection] =>
        connection is NpgsqlConnection && _postgres.TryGetValue(name, out var sql) ? sql : Common(name);

    /// <summary>Reads the file named after <typeparamref name="T"/>, which lies beside it and is embedded.</summary>
    /// <exception cref="FileNotFoundException">There is none: a fault of the build.</exception>
    public static SqlFile Of<T>()
    {
        var name = typeof(T).Name;
        var common = Read(typeof(T).Assembly, $"{name}.sql")
            ?? throw new FileNotFoundException($"{name}.sql is not embedded in {typeof(T).Assembly.GetName().Name}.");
        return new SqlFile($"{name}.sql", common, Read(typeof(T).Assembly, $"{name}.postgres.sql") ?? []);
    }

    /// <summary>The statements <c>Migration1</c>, <c>Migration2</c> … in the words of the engine behind a connection.</summary>
    internal IReadOnlyList<string> MigrationsFor(DbConnection connection) =>
    [
        .. Enumerable.Range(1, _common.Count).Select(n => $"Migration{n}")
            .TakeWhile(_common.ContainsKey)
            .Select(name => this[name, connection]),
    ];

    private string Common(string name) =>
        _common.TryGetValue(name, out var sql) ? sql : throw new KeyNotFoundException($"{_file} has no statement '{name}'.");

    private static Dictionary<string, string>? Read(Assembly assembly, string file)
    {
        var resource = assembly.GetManifestResourceNames()
            .SingleOrDefault(n => n.EndsWith($".{file}", StringComparison.Ordinal));
        if (resource is null)
            return null;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return Split(reader.ReadToEnd());
    }

    private static Dictionary<string, string> Split(string text)
    {
        const string marker = "-- name:";
        var statements = new Dictionary<string, string>(StringComparer.Ordinal);
        var (name, sql) = ((string?)null, new StringBuilder());
        foreach (var line in text.Split('\n').Append(marker))
        {
            if (!line.StartsWith(marker, StringComparison.Ordinal))
            {
                sql.Append(line).Append('\n');
                continue;
            }

            if (name is not null)
                statements.Add(name, sql.ToString().Trim());
            name = line[marker.Length..].Trim();
            sql.Clear();
        }

        return statements;
    }
}
