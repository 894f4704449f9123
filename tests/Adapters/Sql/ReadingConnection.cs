using System.Data.Common;
using Hub.Adapters.Sql;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Sql;

/// <summary>The connection that operations have which do not write.</summary>
internal sealed record ReadingConnection(ISqlUnderTest Database)
{
    public DbConnection Open() =>
        ((ISqlProvider)(Database.Provider == "sqlite" ? new SqliteProvider() : new PostgresProvider())).Connect(Database.Connection, SystemLimits.Default, write: false);
}
