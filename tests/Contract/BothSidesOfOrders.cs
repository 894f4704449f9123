using System.Net;
using Hub.Contract.Tests.Legacy;
using Hub.Contract.Tests.Services;

namespace Hub.Contract.Tests;

/// <summary>The ERP by its adapter, and the service: a shift between them changes nothing in what a caller is refused.</summary>
public sealed class BothSidesOfOrders(ErpSide erp, ServicesOnSqlite service)
    : IClassFixture<ErpSide>, IClassFixture<ServicesOnSqlite>
{
    [Theory]
    [MemberData(nameof(BadRequests.OfOrders), MemberType = typeof(BadRequests))]
    public async Task A_bad_request_is_refused_alike_member_by_member(string json)
    {
        var here = (await Answer.PostAsync(service.Client, "/api/orders", json)).ShouldBeProblem(HttpStatusCode.BadRequest);
        var there = (await Answer.PostAsync(erp.Client, "/api/orders", json)).ShouldBeProblem(HttpStatusCode.BadRequest);
        here.ShouldBeTheProblem(there);
    }

    [Theory]
    [InlineData("/api/orders?limit=0")]
    [InlineData("/api/orders?placedFrom=soon")]
    [InlineData("/api/orders?colour=red")]
    [InlineData("/api/orders?externalReference=")]
    [InlineData("/api/orders?externalReference=a%00")]
    [InlineData("/api/products?limit=0")]
    [InlineData("/api/products?limit=x")]
    public async Task A_bad_query_is_refused_alike(string path)
    {
        var here = (await Answer.GetAsync(service.Client, path)).ShouldBeProblem(HttpStatusCode.BadRequest);
        here.ShouldBeTheProblem(await Answer.GetAsync(erp.Client, path));
    }
}
