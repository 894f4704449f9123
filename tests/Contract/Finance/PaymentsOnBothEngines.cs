using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Finance;

public sealed class PaymentsOnBothEngines
{
    [Fact]
    public async Task The_same_payments_leave_the_same_books_and_the_same_answers()
    {
        PostgresServer.SkipIfMissing();
        var (onSqlite, booksOnSqlite) = await PayAsync(StoreEngine.Sqlite);
        var (onPostgres, booksOnPostgres) = await PayAsync(StoreEngine.Postgres);

        onPostgres.ShouldBe(onSqlite);
        onSqlite.ShouldContain(a => a.Contains("in company", StringComparison.Ordinal));
        booksOnPostgres.ShouldBe(booksOnSqlite);
    }

    private static async Task<(List<string> Answers, string Books)> PayAsync(StoreEngine engine)
    {
        await using var database = await FinanceDatabase.CreateAsync(engine);
        await using var front = await FinanceFront.StartAsync(database, "adapter:finance");
        var answers = new List<string>();
        foreach (var (invoice, amount, paidOn, method) in new[]
        {
            ("I-4004", "52.44", "2026-11-20", "cash"),
            ("I-4004", "0.01", "2026-11-20", "cash"),
            ("I-4005", "0.01", "2026-12-31", "transfer"),
            ("I-4005", "142.86", "2026-11-20", "transfer"),
            ("I-4008", "1", "2026-11-20", "transfer"),
            ("I-9999", "1", "2026-11-20", "transfer"),
            ("I-9999", "1", "0001-01-01", "transfer"),
            ("I-4022", "5896.51", "2028-02-29", "directDebit"),
            ("I-2147483647", "1", "9999-12-31", "cash"),
        })
        {
            var answer = await front.PayAsync(
                invoice, $$"""{"amount": {{amount}}, "paidOn": "{{paidOn}}", "method": "{{method}}"}""", $"r-{answers.Count}");
            answers.Add(
                $"{answer.Status} {(answer.Json.TryGetProperty("detail", out var detail) ? detail.GetString() : answer.Text)}");
        }

        return (answers, await database.ContentsAsync());
    }
}
