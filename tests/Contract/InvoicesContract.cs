using System.Net;
using System.Text.Json;
using Hub.Contract.Tests.Finance;

namespace Hub.Contract.Tests;

/// <summary>
/// What every implementation of the invoices capability does, seen from outside: reading. Only finance takes payments.
/// </summary>
public abstract class InvoicesContract(InvoicesSide side)
{
    [Theory]
    [InlineData("I-4001", """
        {"id":"I-4001","orderId":"O-3001","customerId":"C-1001","issuedOn":"2026-09-04","dueOn":"2026-10-04",
        "status":"paid","currency":"EUR","net":28.75,"tax":5.46,"gross":34.21,"paid":34.21,
        "lines":[{"number":1,"sku":"P-2009","description":"Angle bracket 60 x 60","quantity":25.000,
        "unitPrice":1.1500,"amount":28.75}]}
        """)]
    [InlineData("I-4018", """
        {"id":"I-4018","orderId":"O-3020","customerId":"C-1016","externalReference":"EDI-000902","issuedOn":"2026-10-08",
        "dueOn":"2026-11-07","status":"open","currency":"EUR","net":323.00,"tax":61.37,"gross":384.37,"paid":0.00,
        "lines":[{"number":1,"sku":"P-2022","description":"Utility knife","quantity":10.000,"unitPrice":6.7500,"amount":67.50},
        {"number":2,"sku":"P-2039","description":"Safety goggles","quantity":25.000,"unitPrice":9.8500,"amount":246.25},
        {"number":3,"sku":"P-2002","description":"Hex bolt M8 x 40, zinc plated","quantity":100.000,
        "unitPrice":0.0925,"amount":9.25}]}
        """)]
    [InlineData("I-10000", """
        {"id":"I-10000","customerId":"C-2001","externalReference":"ref 10000","issuedOn":"2026-11-01",
        "dueOn":"2026-12-01","status":"open","currency":"EUR","net":0.01,"tax":0.00,"gross":0.01,"paid":0.00,
        "lines":[{"number":1,"description":"A service","quantity":1.500,"unitPrice":0.0005,"amount":0.01}]}
        """)]
    public async Task An_invoice_is_answered_with_the_contracts_members_and_every_digit(string id, string invoice) =>
        (await GetAsync($"/api/invoices/{id}")).ShouldBeJson(HttpStatusCode.OK).Text.ShouldBe(invoice.ReplaceLineEndings(""));

    [Theory]
    [InlineData("I-4005", "open")]
    [InlineData("I-4004", "partlyPaid")]
    [InlineData("I-4001", "paid")]
    [InlineData("I-4008", "cancelled")]
    public async Task A_status_is_a_word(string id, string status) =>
        (await GetAsync($"/api/invoices/{id}")).Json.Text("status").ShouldBe(status);

    [Theory]
    [InlineData("I-4024")]
    [InlineData("I-99999999999999999999")]
    [InlineData("4001")]
    [InlineData("I-x")]
    [InlineData("O-4001")]
    public async Task An_invoice_that_is_not_there_is_a_404(string id) =>
        (await GetAsync($"/api/invoices/{id}")).ShouldBeProblem(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_customers_invoices_are_in_the_order_of_their_numbers()
    {
        var page = (await GetAsync("/api/customers/C-1001/invoices")).ShouldBeJson(HttpStatusCode.OK);

        Ids(page).ShouldBe(["I-4001", "I-4010", "I-4019"]);
        page.Json.Items().ShouldAllBe(i => i.Text("customerId") == "C-1001");
    }

    [Fact]
    public async Task An_invoice_in_the_list_is_the_same_as_by_itself()
    {
        foreach (var listed in (await GetAsync("/api/customers/C-1001/invoices")).Json.Items())
            (await GetAsync($"/api/invoices/{listed.Text("id")}")).Json.GetRawText().ShouldBe(listed.GetRawText());
    }

    [Fact]
    public async Task The_list_holds_fifty_unless_told() =>
        Ids(await GetAsync($"/api/customers/{InvoicesSide.BusyCustomer}/invoices"))
            .ShouldBe(InvoicesSide.BusyCustomersInvoices.Take(50));

    [Theory]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(200)]
    public async Task Pages_follow_one_another_without_gap_or_overlap(int limit)
    {
        var path = $"/api/customers/{InvoicesSide.BusyCustomer}/invoices?limit={limit}";
        var seen = new List<string>();
        var page = Ids(await GetAsync(path));
        while (page.Count > 0)
        {
            page.Count.ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(page);
            page = Ids((await GetAsync($"{path}&after={seen[^1]}")).ShouldBeJson(HttpStatusCode.OK));
        }

        seen.ShouldBe(InvoicesSide.BusyCustomersInvoices);
    }

    [Theory]
    [InlineData("C-1002")]
    [InlineData("C-9999")]
    [InlineData("C-1001%20%20%20x")]
    [InlineData("C-1001%20")]
    [InlineData("c-1001")]
    [InlineData("C-100")]
    [InlineData("%27%20OR%20%271%27%3D%271")]
    public async Task A_customer_without_invoices_has_an_empty_list(string customer) =>
        Ids((await GetAsync($"/api/customers/{customer}/invoices")).ShouldBeJson(HttpStatusCode.OK)).ShouldBeEmpty();

    [Fact]
    public async Task Another_companys_invoices_never_show()
    {
        (await GetAsync("/api/invoices/I-4002")).Json.Text("customerId").ShouldBe("C-1026");
        Ids(await GetAsync("/api/customers/C-1030/invoices")).ShouldBeEmpty();
        Ids(await GetAsync("/api/customers/C-1032/invoices")).ShouldBe(["I-4004", "I-4007"]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("after=4001", "after")]
    [InlineData("after=I-99999999999", "after")]
    public async Task A_page_that_cannot_be_is_a_400(string query, string path) =>
        (await GetAsync($"/api/customers/C-1001/invoices?{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{path}");

    [Theory]
    [InlineData("status=open", "status")]
    [InlineData("after=I-4001&after=I-4002", "after")]
    [InlineData("after=", "after")]
    [InlineData("limit=", "limit")]
    public async Task A_parameter_that_is_not_understood_is_a_400(string query, string path) =>
        (await GetAsync($"/api/customers/C-1001/invoices?{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{path}");

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);

    private static IReadOnlyList<string> Ids(Answer page) => [.. page.Json.Items().Select(p => p.Text("id"))];
}
