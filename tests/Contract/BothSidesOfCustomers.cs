using System.Net;
using Hub.Contract.Tests.Legacy;
using Hub.Contract.Tests.Services;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests;

public sealed class BothSidesOfCustomers_on_SQLite(CrmSide crm, CustomersOnSqlite service)
    : BothSidesOfCustomers(crm, service), IClassFixture<CrmSide>, IClassFixture<CustomersOnSqlite>;

public sealed class BothSidesOfCustomers_on_PostgreSQL
    : BothSidesOfCustomers, IClassFixture<CrmSide>, IClassFixture<CustomersOnPostgres>
{
    public BothSidesOfCustomers_on_PostgreSQL(CrmSide crm, CustomersOnPostgres service)
        : base(crm, service) => PostgresServer.SkipIfMissing();
}

/// <summary>
/// The CRM by its adapter, and the service that was told the CRM's customers: a shift between them changes nothing a caller sees.
/// </summary>
public abstract class BothSidesOfCustomers(ICustomersSide crm, ICustomersSide service)
{
    [Fact]
    public async Task Every_customer_is_answered_alike_and_has_one_tag()
    {
        foreach (var id in Enumerable.Range(1001, 50).Select(n => $"C-{n}"))
        {
            var there = await Answer.GetAsync(crm.Client, $"/api/customers/{id}");
            var here = await Answer.GetAsync(service.Client, $"/api/customers/{id}");
            there.Status.ShouldBe(HttpStatusCode.OK);
            there.Text.ShouldBe(here.Text);
            there.ETag.ShouldNotBeNull().ShouldBe(here.ETag);
        }
    }

    [Theory]
    [InlineData("?limit=200")]
    [InlineData("?name=a")]
    [InlineData("?name=%C3%96")]
    [InlineData("?city=torino")]
    [InlineData("?name=s&city=K%C3%B6ln&limit=2")]
    [InlineData("?externalReference=WEB-736")]
    public async Task Everything_that_is_found_is_found_alike(string query) =>
        (await Answer.GetAsync(service.Client, $"/api/customers{query}")).Text
            .ShouldBe((await Answer.GetAsync(crm.Client, $"/api/customers{query}")).Text);

    [Theory]
    [MemberData(nameof(BadRequests.OfCustomers), MemberType = typeof(BadRequests))]
    public async Task A_bad_request_is_refused_alike_member_by_member(string json)
    {
        var here = (await Answer.PostAsync(service.Client, "/api/customers", json)).ShouldBeProblem(HttpStatusCode.BadRequest);
        var there = (await Answer.PostAsync(crm.Client, "/api/customers", json)).ShouldBeProblem(HttpStatusCode.BadRequest);
        here.ShouldBeTheProblem(there);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=x")]
    [InlineData("?name=a%00")]
    [InlineData("?externalReference=")]
    public async Task A_bad_query_is_refused_alike(string query)
    {
        var here = (await Answer.GetAsync(service.Client, $"/api/customers{query}")).ShouldBeProblem(HttpStatusCode.BadRequest);
        here.ShouldBeTheProblem(await Answer.GetAsync(crm.Client, $"/api/customers{query}"));
    }

    [Fact]
    public async Task What_was_read_on_one_side_is_replaced_on_the_other()
    {
        foreach (var id in new[] { "C-1003", "C-1016", "C-1045" })
        {
            var read = await Answer.GetAsync(crm.Client, $"/api/customers/{id}");
            var written = await Answer.PutAsync(service.Client, $"/api/customers/{id}", read.Text, ("If-Match", read.ETag!));
            (written.Status, written.ETag).ShouldBe((HttpStatusCode.OK, read.ETag));
        }
    }
}
