using System.Collections.Concurrent;
using Npgsql;

namespace Hub.ServiceKit.Storage;

/// <summary>Opens the stores: <c>hub</c> for the hub's own state, and one for each new service.</summary>
/// <param name="data">The folder that holds them when embedded.</param>
/// <param name="options">Says whether they are embedded, which they are without it.</param>
public sealed class Stores(DataFolder data, StoreOptions? options = null)
{
    private readonly ConcurrentDictionary<string, Database> _opened = new(StringComparer.Ordinal);

    // Five stores and a few nodes, most of which use some of them, fit into a server's default of a hundred connections.
    private const int Connections = 10;

    /// <summary>Whether other nodes may have the same stores.</summary>
    public bool AreShared => options?.Postgres is not null;

    /// <summary>What is kept for rollbacks on a full disk; nothing, where the stores are on a server.</summary>
    internal DiskReserve? Reserve { get; } =
        options?.Postgres is null ? new DiskReserve(data.File("rollback.reserve")) : null;

    /// <summary>The stores opened so far; of one that was opened twice the last.</summary>
    internal IEnumerable<Database> Opened => _opened.Values;

    /// <summary>Tells a store's name and why it cannot be written, or null when it can be again.</summary>
    internal event Action<string, string?>? ProblemChanged;

    /// <summary>Opens a store: the file <c>NAME.db</c>, or the schema NAME of the database.</summary>
    /// <param name="name">Lower-case letters only.</param>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public Database Open(string name)
    {
        if (!name.All(char.IsAsciiLetterLower))
            throw new ArgumentException("A store's name has lower-case letters only.", nameof(name));
        var database = options?.Postgres is { } given
            ? (Database)new PostgresDatabase(Read(given, name))
            : new SqliteDatabase(data.File($"{name}.db"), Reserve);
        database.ProblemChanged += one => ProblemChanged?.Invoke(name, one.Problem);
        return _opened[name] = database;
    }

    /// <summary>Returns the connection string of a schema of the database, or null where stores are files.</summary>
    /// <param name="schema">Lower-case letters only.</param>
    /// <param name="connections">How many connections at most, where the connection string does not say.</param>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public string? ConnectionString(string schema, int connections) =>
        options?.Postgres is { } given ? Read(given, schema, connections).ConnectionString : null;

    private static NpgsqlConnectionStringBuilder Read(string given, string schema, int connections = Connections)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(given);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // Its own words may repeat what was given, and with it the password.
            throw NotUnderstood();
        }

        if (string.IsNullOrEmpty(connection.Host) || string.IsNullOrEmpty(connection.Database))
            throw NotUnderstood();
        connection.SearchPath = schema;
        connection.ApplicationName ??= "hub";
        if (!connection.ShouldSerialize("Maximum Pool Size"))
            connection.MaxPoolSize = connections;
        return connection;
    }

    private static FormatException NotUnderstood() => new(
        $"{StoreOptions.Variable} is not a PostgreSQL connection string: "
        + "expected Host=…;Database=…;Username=…;Password=….");
}
