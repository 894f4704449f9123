namespace Hub.Adapters.Tests.Sql;

/// <summary>The contract on a live SQL Server, and what only it does; skipped by name where there is none.</summary>
public sealed class OnSqlServer : SqlContract
{
    [Fact]
    public async Task A_procedure_has_outputs_a_return_value_and_several_results()
    {
        await ExecuteAsync("""
            CREATE PROCEDURE close_month @what nvarchar(60), @seen int OUTPUT, @sum decimal(20, 4) OUTPUT AS
            BEGIN
              SET NOCOUNT ON;
              UPDATE invoice SET firem = @what;
              SELECT @seen = @seen + 1, @sum = SUM(CAST(fiamt AS decimal(20, 4))) FROM invoice WHERE fino < 4003;
              SELECT fino FROM invoice ORDER BY fino;
              SELECT pos, what FROM line ORDER BY pos;
              RETURN 7;
            END
            """);
        await StartAsync("""
              odd-get: { query: sql/odd-get.sql, in: { what: text }, out: { many: { V: text } } }
              odd-write:
                procedure: dbo.close_month
                write: true
                in: { what: text }
                inOut: { seen: int }
                output: { sum: decimal }
                returns: int
                out: { many: { FINO: bigint }, lines: { many: { POS: int, WHAT: text? } } }
            ---
              invoices.odd: { call: odd-get, in: { what: path.what }, out: { items: { each: rows, v: V } } }
              invoices.oddwrite: { call: odd-write, in: { what: body.what, seen: body.seen }, out: { same: true } }
            """);
        using var closed = await PostAsync("/api/odd", """{"what": "it's closed", "seen": 4}""");
        (await closed.Content.ReadAsStringAsync()).ShouldBe(
            """{"seen":5,"sum":12350.0000000000,"returns":7,"rows":[{"FINO":4001},{"FINO":4002},{"FINO":4003}],"lines":[{"POS":1,"WHAT":"bolts"},{"POS":2,"WHAT":null}]}""");
    }

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        SqlServerUnderTest.SkipIfMissing();
        return await SqlServerUnderTest.TakeAsync();
    }
}
