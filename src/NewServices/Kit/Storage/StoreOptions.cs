namespace Hub.ServiceKit.Storage;

/// <summary>Where the stores are. A class and no record, so that nothing prints the password.</summary>
public sealed class StoreOptions
{
    /// <summary>
    /// The environment variable that chooses PostgreSQL: <c>Host=…;Database=hub;Username=…;Password=…</c>.
    /// </summary>
    public const string Variable = "HUB_STORE";

    /// <summary>A PostgreSQL connection string; null for SQLite files in the data folder.</summary>
    public string? Postgres { get; init; }

    /// <summary>As <see cref="Variable"/> says.</summary>
    public static StoreOptions FromEnvironment() =>
        new() { Postgres = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null };
}
