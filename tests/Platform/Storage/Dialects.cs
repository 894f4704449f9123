using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Hub.Platform.Tests.Storage;

public sealed class Dialects
{
    private readonly SqlFile _sql = SqlFile.Of<PlanStore>();

    [Fact]
    public void Each_engine_is_told_in_its_own_words()
    {
        _sql["Migration1", new SqliteConnection()].ShouldContain("BLOB");
        _sql["Migration1", new NpgsqlConnection()].ShouldContain("BYTEA");
        _sql["Save", new NpgsqlConnection()].ShouldBe(_sql["Save"]);
    }

    [Fact]
    public void Who_forgets_that_the_words_differ_hears_so_on_every_engine() =>
        Should.Throw<InvalidOperationException>(() => _sql["Migration1"]).Message.ShouldContain("PlanStore.sql: 'Migration1'");

    [Fact]
    public void A_statement_that_is_not_there_is_named() =>
        Should.Throw<KeyNotFoundException>(() => _sql["Nothing"]).Message.ShouldBe("PlanStore.sql has no statement 'Nothing'.");
}
