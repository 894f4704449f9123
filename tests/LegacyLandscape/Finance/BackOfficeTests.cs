using System.Net;
using System.Net.Http.Json;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Finance;

public sealed class BackOfficeTests
{
    private const string Header =
        "SELECT ORDNO, CUSNO, DUEDT, STAT, NETAM, TAXAM, GROAM, PAYAM, UPDDT, UPDTM FROM FIHDR WHERE COMP = 1 AND DOCNO = 4024";

    private static readonly object Invoice = new
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
    };

    [Fact]
    public async Task The_first_books_are_sound_and_belong_to_the_ERPs_orders()
    {
        await using var finance = await RunningFinance.StartAsync();
        await using var erp = await RunningErp.StartAsync();

        await ShouldBeSoundAsync(finance);
        var orders = (await erp.Client.OrdersAsync()).Select(order =>
            $"{order.GetProperty("orderNo").GetInt32()}|{order.GetProperty("customerNo").GetString()}").ToHashSet();
        var invoices = await finance.QueryAsync("SELECT ORDNO, CUSNO FROM FIHDR WHERE COMP = 1 ORDER BY DOCNO");
        invoices.Count.ShouldBe(23);
        invoices.ShouldAllBe(invoice => orders.Contains(invoice));
        (await finance.QueryAsync("SELECT DISTINCT STAT FROM FIHDR ORDER BY STAT")).ShouldBe(["10", "20", "30", "90"]);
        (await finance.QueryAsync("SELECT count(*) FROM FIHDR WHERE DOCNO = 4001")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_posted_invoice_is_in_the_file_at_once_with_its_amounts_in_cents()
    {
        await using var finance = await RunningFinance.StartAsync(new HeldClock(new(2026, 11, 20, 8, 3, 5, TimeSpan.Zero)));

        var posted = await finance.PostAsync("invoices", Invoice);

        posted.GetProperty("docNo").GetInt32().ShouldBe(4024);
        (await finance.QueryAsync(Header)).ShouldBe(["3026|C-1007|20261220|10|444|33|477|0|20261120|80305"]);
        (await finance.QueryAsync("SELECT LINNO, ITMNO, LINAM FROM FILIN WHERE COMP = 1 AND DOCNO = 4024 ORDER BY LINNO"))
            .ShouldBe(["1|P-2001|14", "2|P-2024|430"]);
        await ShouldBeSoundAsync(finance);
    }

    [Fact]
    public async Task Payments_change_the_status_and_the_last_one_closes_the_invoice()
    {
        await using var finance = await RunningFinance.StartAsync();
        await finance.PostAsync("invoices", Invoice);

        (await PayAsync(20261121, 75)).ShouldBe(1);
        (await StatusAsync()).ShouldBe("20|75");
        (await PayAsync(20261122, 402)).ShouldBe(2);
        (await StatusAsync()).ShouldBe("30|477");
        using var more = await finance.Http.PostAsJsonAsync("invoices/4024/payments", new { payDt = 20261122, amt = 1 });

        more.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await ShouldBeSoundAsync(finance);

        async Task<int> PayAsync(int payDt, int amt) =>
            (await finance.PostAsync("invoices/4024/payments", new { payDt, amt })).GetProperty("payNo").GetInt32();

        async Task<string> StatusAsync() =>
            (await finance.QueryAsync("SELECT STAT, PAYAM FROM FIHDR WHERE COMP = 1 AND DOCNO = 4024")).Single();
    }

    [Fact]
    public async Task A_deleted_invoice_leaves_nothing_and_the_other_companys_stays()
    {
        await using var finance = await RunningFinance.StartAsync();

        using var deleted = await finance.Http.DeleteAsync("invoices/4001");
        using var again = await finance.Http.DeleteAsync("invoices/4001");

        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        foreach (var table in new[] { "FIHDR", "FILIN", "FIPAY", "FILED" })
            (await finance.QueryAsync($"SELECT DISTINCT COMP FROM {table} WHERE DOCNO = 4001")).ShouldBe(["2"]);
        await ShouldBeSoundAsync(finance);
    }

    [Fact]
    public async Task A_refused_invoice_uses_up_no_number()
    {
        await using var finance = await RunningFinance.StartAsync();

        foreach (var wrong in new object[]
        {
            new { cusNo = " ", docDt = 20261120, lines = new[] { new { qty = 1, unPrc = 1 } } },
            new { cusNo = "C-1001", docDt = 20260231, lines = new[] { new { qty = 1, unPrc = 1 } } },
            new { cusNo = "C-1001", docDt = 20261120, lines = Array.Empty<object>() },
            new { cusNo = "C-1001", docDt = 20261120, lines = new[] { new { qty = 0, unPrc = 1 } } },
            new { cusNo = "C-1001", docDt = 20261120, comp = 9, lines = new[] { new { qty = 1, unPrc = 1 } } },
        })
        {
            using var refused = await finance.Http.PostAsJsonAsync("invoices", wrong);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await finance.PostAsync("invoices", Invoice)).GetProperty("docNo").GetInt32().ShouldBe(4024);
    }

    private static async Task ShouldBeSoundAsync(RunningFinance finance)
    {
        foreach (var unsound in FinanceQueries.Unsound)
            (await finance.QueryAsync(unsound)).ShouldBeEmpty(unsound);
    }
}
