using System.Net;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.Contract.Tests.Finance;

public sealed class PaymentsInDoubt
{
    private const string Payment = """{"amount": 10, "paidOn": "2026-11-20", "method": "transfer"}""";

    [Fact]
    public async Task A_payment_whose_answer_is_lost_is_looked_up_and_not_repeated()
    {
        PostgresServer.SkipIfMissing();
        await using var database = await FinanceDatabase.CreateAsync(StoreEngine.Postgres);
        var hub = new NpgsqlConnectionStringBuilder(database.Variables["FINANCE_POSTGRES"]);
        using var door = new AnswerLosingDoor(hub.Port);
        hub.Port = door.Port;
        database.Variables["FINANCE_POSTGRES"] = hub.ToString();
        await using var front = await FinanceFront.StartAsync(database, "adapter:finance");

        door.LoseTheNextCommitsAnswer();
        var doubt = (await front.PayAsync("I-4005", Payment, "web/1 &x"))
            .ShouldBeProblem(HttpStatusCode.GatewayTimeout).Json;

        doubt.Text("externalReference").ShouldBe("web/1 &x");
        var lookup = doubt.Text("lookup");
        var found = (await Answer.GetAsync(front.Client, lookup)).ShouldBeJson(HttpStatusCode.OK).Json.Items();
        found.Single().GetProperty("number").GetInt32().ShouldBe(1);
        (await database.QueryAsync("SELECT count(*) FROM FIPAY WHERE COMP = 1 AND DOCNO = 4005")).ShouldBe(["1"]);
        (await database.QueryAsync("SELECT PAYAM FROM FIHDR WHERE COMP = 1 AND DOCNO = 4005")).ShouldBe(["1000"]);
        (await front.PayAsync("I-4005", Payment, "web-2")).ShouldBeJson(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(StoreEngine.Sqlite)]
    [InlineData(StoreEngine.Postgres)]
    public async Task A_payment_that_fails_halfway_is_not_registered_at_all(StoreEngine engine)
    {
        if (engine == StoreEngine.Postgres)
            PostgresServer.SkipIfMissing();
        await using var database = await FinanceDatabase.CreateAsync(engine);
        await using var front = await FinanceFront.StartAsync(database, "adapter:finance");
        // The next ledger entry's number is taken, so that the last statement of all is what fails.
        await database.ExecuteAsync(
            "INSERT INTO FILED (COMP, ENTNO, LINNO, DOCNO, ACCNO, PSTDT, AMT) VALUES (1, 40, 2, 0, 0, 0, 0)");
        var before = await database.ContentsAsync();

        var refused = await front.PayAsync("I-4005", Payment, "web-1");

        refused.Status.ShouldBe(HttpStatusCode.Conflict, refused.Text);
        (await database.ContentsAsync()).ShouldBe(before);
        (await Answer.GetAsync(front.Client, "/api/invoices/I-4005/payments?externalReference=web-1")).Json.Items()
            .ShouldBeEmpty();
    }
}
