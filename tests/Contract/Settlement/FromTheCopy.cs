using System.Net;
using Dapper;
using Hub.Invoices;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Settlement;

/// <summary>A store of the days when invoices were a copy to read, which the service takes over.</summary>
public sealed class FromTheCopy
{
    private const string Tables = """
        CREATE TABLE invoices (
            id TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL, customer_id TEXT NOT NULL, content TEXT NOT NULL);
        CREATE INDEX invoices_of_customer ON invoices (customer_id, number);
        CREATE TABLE invoice_versions (id TEXT NOT NULL PRIMARY KEY, legacy_version BIGINT NOT NULL);
        """;

    [Theory]
    [InlineData(StoreEngine.Sqlite)]
    [InlineData(StoreEngine.Postgres)]
    public async Task Invoices_of_the_copy_are_found_and_paid_as_those_that_came_later(StoreEngine engine)
    {
        if (engine == StoreEngine.Postgres)
            PostgresServer.SkipIfMissing();
        using var stores = await TestStores.CreateAsync(engine);
        await using (var store = stores.Open("invoices"))
        {
            await store.MigrateAsync("invoices", Tables);
            (int, string, string)[] copied = [(4001, "open", "0.00"), (4002, "cancelled", "0.00"), (10000, "partlyPaid", "4.21")];
            foreach (var (number, status, paid) in copied)
                await store.WriteAsync((c, t) => c.ExecuteAsync(
                    "INSERT INTO invoices (id, number, customer_id, content) VALUES (@id, @number, 'C-1', @content)",
                    new
                    {
                        id = $"I-{number}",
                        number = (long)number,
                        content = $$"""
                            {"id":"I-{{number}}","orderId":"O-{{number}}","customerId":"C-1","issuedOn":"2026-09-04",
                             "dueOn":"2026-10-04","status":"{{status}}","currency":"EUR","net":28.75,"tax":5.46,"gross":34.21,
                             "paid":{{paid}},"lines":[]}
                            """,
                    },
                    t));
        }

        await using var front = await SideFront.StartAsync(
            stores.Data.Path, services => services.AddSingleton(stores.Options).AddInvoices(), prepare: null,
            [.. FrontRoute.Settlement("service:invoices"), .. FrontRoute.Payments("service:invoices")]);
        (await IdsAsync("status=open&dueBefore=2026-10-05")).ShouldBe(["I-4001"]);
        (await IdsAsync("status=cancelled")).ShouldBe(["I-4002"]);
        (await IdsAsync("orderId=O-10000&status=partlyPaid&dueFrom=2026-10-04")).ShouldBe(["I-10000"]);
        (await Answer.PostAsync(
            front.Client, "/api/invoices/I-10000/payments", """{"amount": 30, "paidOn": "2026-11-20", "method": "cash"}"""))
            .ShouldBeJson(HttpStatusCode.Created);
        (await IdsAsync("status=paid")).ShouldBe(["I-10000"]);
        (await IdsAsync("")).ShouldBe(["I-4001", "I-4002", "I-10000"]);

        async Task<IEnumerable<string>> IdsAsync(string query) =>
            (await Answer.GetAsync(front.Client, $"/api/invoices?{query}")).ShouldBeJson(HttpStatusCode.OK).Json.Items()
                .Select(i => i.Text("id"));
    }
}
