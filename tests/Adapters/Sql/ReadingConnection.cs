using System.Data.Common;
using Hub.Adapters.Sql;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Sql;

/// <summary>The connection that operations have which do not write.</summary>
internal sealed record ReadingConnection(ISqlUnderTest Database)
{
    public bool UndoesReads => Provider.UndoesReads;

    public ISqlProvider Provider { get; } = Database.Provider switch
    {
        "sqlite" => new SqliteProvider(),
        "postgres" => new PostgresProvider(),
        _ => new SqlServerProvider(),
    };

    public DbConnection Open() => Provider.Connect(Provider.Settle(Database.Connection, SystemLimits.Default, write: false));
}
