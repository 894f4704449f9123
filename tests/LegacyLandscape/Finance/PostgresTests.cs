using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Finance;

public sealed class PostgresTests
{
    private const string Lines =
        """[{"itmno":"P-2001","descr":"Hex bolt","qty":3000,"unprc":450,"taxcd":1},"""
        + """{"itmno":"P-2024","qty":2000,"unprc":21475,"taxcd":2}]""";

    private const string Post = $"SELECT post_invoice(1, 3026, 'C-1007', 'web-1', 20261120, '{Lines}')";

    [Fact]
    public async Task Both_databases_hold_the_same_and_post_and_pay_alike()
    {
        var postgres = await PostgresFinance.InstallAsync();
        await using var sqlite = await RunningFinance.StartAsync();
        await ShouldBeAlikeAsync();

        (await postgres.AsHubAsync(Post)).Lines.ShouldBe(["4024"]);
        (await postgres.AsHubAsync("SELECT register_payment(1, 4024, 20261121, 75, 1, 'p-1')")).Lines.ShouldBe(["1"]);
        (await postgres.AsHubAsync("SELECT register_payment(1, 4024, 20261122, 402, 2, NULL)")).Lines.ShouldBe(["2"]);
        await sqlite.PostAsync("invoices", new
        {
            cusNo = "C-1007",
            docDt = 20261120,
            ordNo = 3026,
            exRef = "web-1",
            lines = new object[]
            {
                new { itmNo = "P-2001", descr = "Hex bolt", qty = 3000, unPrc = 450 },
                new { itmNo = "P-2024", qty = 2000, unPrc = 21475, taxCd = 2 },
            },
        });
        await sqlite.PostAsync("invoices/4024/payments", new { payDt = 20261121, amt = 75, exRef = "p-1" });
        await sqlite.PostAsync("invoices/4024/payments", new { payDt = 20261122, amt = 402, meth = 2 });

        await ShouldBeAlikeAsync();
        foreach (var unsound in FinanceQueries.Unsound)
            (await postgres.QueryAsync(unsound)).ShouldBeEmpty(unsound);

        async Task ShouldBeAlikeAsync()
        {
            foreach (var contents in FinanceQueries.Contents)
                (await postgres.QueryAsync(contents)).ShouldBe(await sqlite.QueryAsync(contents));
        }
    }

    [Theory]
    [InlineData("SELECT register_payment(1, 9999, 20261121, 1, 1, '')", "FI404")]
    [InlineData("SELECT register_payment(1, 4001, 20261121, 1, 1, '')", "FI409")]
    [InlineData("SELECT register_payment(1, 4008, 20261121, 1, 1, '')", "FI409")]
    [InlineData("SELECT register_payment(1, 4005, 20260231, 1, 1, '')", "FI422")]
    [InlineData("SELECT register_payment(1, 4005, 20261121, NULL, 1, '')", "FI422")]
    [InlineData("SELECT post_invoice(9, 0, 'C-1001', '', 20261120, '[{\"qty\":1,\"unprc\":1,\"taxcd\":1}]')", "FI422")]
    [InlineData("SELECT post_invoice(1, 0, 'C-1001', '', 20261120, '[]')", "FI422")]
    [InlineData("SELECT post_invoice(1, 0, 'C-1001', '', 20261120, '{}')", "FI422")]
    [InlineData("SELECT post_invoice(1, 0, 'C-1001', '', 20261120, '[{\"qty\":1}]')", "FI422")]
    public async Task A_refusal_has_a_code_of_its_own_and_changes_nothing(string call, string code)
    {
        var postgres = await PostgresFinance.SharedAsync();
        const string Sums =
            "SELECT count(*), sum(PAYAM), (SELECT count(*) FROM FILED), (SELECT sum(NXTNO) FROM FINUM) FROM FIHDR";
        var before = await postgres.QueryAsync(Sums);

        var run = await postgres.AsHubAsync(call);

        run.ExitCode.ShouldNotBe(0);
        run.Errors.ShouldContain($"ERROR:  {code}:");
        (await postgres.QueryAsync(Sums)).ShouldBe(before);
    }

    [Fact]
    public async Task The_hubs_role_reads_the_four_tables()
    {
        var postgres = await PostgresFinance.SharedAsync();

        foreach (var table in new[] { "FIHDR", "FILIN", "FIPAY", "FILED" })
            (await postgres.AsHubAsync($"SELECT count(*) > 0 FROM {table}")).Lines.ShouldBe(["t"]);
    }

    [Theory]
    [InlineData("INSERT INTO FIPAY VALUES (1, 4005, 1, 20261120, 1, 1, '')")]
    [InlineData("UPDATE FIHDR SET STAT = 30")]
    [InlineData("DELETE FROM FILED")]
    [InlineData("SELECT * FROM FINUM")]
    [InlineData("SELECT next_number(1, 'DOC')")]
    [InlineData("CREATE TABLE mine (a integer)")]
    [InlineData("CREATE TEMPORARY TABLE mine (a integer)")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'")]
    [InlineData("CREATE TRIGGER mine AFTER INSERT ON FIHDR EXECUTE FUNCTION suppress_redundant_updates_trigger()")]
    public async Task The_hubs_role_may_do_nothing_else_and_create_nothing(string sql)
    {
        var postgres = await PostgresFinance.SharedAsync();

        var run = await postgres.AsHubAsync(sql);

        run.ExitCode.ShouldNotBe(0);
        run.Errors.ShouldContain("ERROR:  42501:");
    }

    [Fact]
    public async Task Invoices_posted_at_the_same_time_get_numbers_without_gap_or_repeat()
    {
        var postgres = await PostgresFinance.InstallAsync();

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => postgres.AsHubAsync($"{Post}; {Post}; {Post}")));

        runs.SelectMany(run => run.Lines).Order().ShouldBe(Enumerable.Range(4024, 24).Select(no => $"{no}"));
    }
}
