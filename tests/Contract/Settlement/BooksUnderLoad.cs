using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Settlement;

public sealed class BooksUnderLoad_on_SQLite(SettlementOnSqlite side) : BooksUnderLoad(side), IClassFixture<SettlementOnSqlite>;

public sealed class BooksUnderLoad_on_PostgreSQL : BooksUnderLoad, IClassFixture<SettlementOnPostgres>
{
    public BooksUnderLoad_on_PostgreSQL(SettlementOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}

/// <summary>The ledger balances, and agrees with every document, whatever is done at once and sent twice.</summary>
public abstract class BooksUnderLoad(SettlementSide side)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Books_are_sound_whatever_is_done_at_once(int seed)
    {
        // Two clerks for each customer, who do not know of each other.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => new Clerk(
            side.Client, $"C-{seed}-{n / 2}", new Random((seed * 100) + n), SideFront.RequestId).WorkAsync(steps: 40)));
        var books = await Books.ReadAsync(side.Client);
        books.Entries.ShouldBeGreaterThan(50);
        books.ShouldBeSound();
    }

    [Fact]
    public async Task What_was_posted_is_neither_changed_nor_deleted()
    {
        await new Clerk(side.Client, "C-1", new Random(1), SideFront.RequestId).WorkAsync(steps: 5);
        foreach (var sql in new[]
        {
            "UPDATE ledger_lines SET amount = 0", "DELETE FROM ledger_lines", "UPDATE ledger_entries SET customer_id = 'x'",
            "DELETE FROM ledger_entries",
        })
            (await Should.ThrowAsync<System.Data.Common.DbException>(() => side.ExecuteAsync(sql))).Message
                .ShouldContain("of the ledger are n");
    }
}
