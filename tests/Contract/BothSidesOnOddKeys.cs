using System.Text.Json;
using Hub.Contract.Tests.Finance;
using Hub.Contract.Tests.Legacy;
using Hub.Contract.Tests.Services;

namespace Hub.Contract.Tests;

/// <summary>Orders and products: a key that is nearly one of a record is found on both sides or on none.</summary>
public sealed class OddKeysOfOrders(ErpSide erp, ServicesOnSqlite service)
    : IClassFixture<ErpSide>, IClassFixture<ServicesOnSqlite>
{
    [Fact]
    public Task In_paths() => new TwoSides(erp.Client, service.Client).ReadAlikeAsync(
    [
        .. OddKeys.Like("O-", "3001").Select(k => $"/api/orders/{k}"),
        .. OddKeys.Like("P-", "2001").Select(k => $"/api/products/{k}"),
    ]);

    [Fact]
    public Task In_queries() => new TwoSides(erp.Client, service.Client).ReadAlikeAsync(
    [
        .. OddKeys.Like("P-", "2003").Append("").Select(k => $"/api/products?after={k}"),
        .. OddKeys.Like("", "20").Append("").Select(k => $"/api/products?limit={k}"),
        .. OddKeys.Like("R-", "1001").Append("").Select(k => $"/api/orders?externalReference={k}"),
    ]);

    [Fact]
    public Task In_bodies() => new TwoSides(erp.Client, service.Client).WrittenAlikeAsync(
        "/api/orders",
        [
            .. OddKeys.Texts("P-", "2001").Append("").Select(sku => Order("C-1001", sku, "x")),
            .. OddKeys.Texts("C-", "1001").Append("").Select(customer => Order(customer, "P-2001", "x")),
            .. OddKeys.Texts("C-", "1001").Append("").Select(reference => Order("C-1001", "P-2001", reference)),
        ]);

    private static string Order(string customer, string sku, string reference) => JsonSerializer.Serialize(
        new { customerId = customer, reference, lines = new[] { new { sku, quantity = 1 } } });
}

/// <summary>The same for customers.</summary>
public sealed class OddKeysOfCustomers(CrmSide crm, CustomersOnSqlite service)
    : IClassFixture<CrmSide>, IClassFixture<CustomersOnSqlite>
{
    [Fact]
    public Task In_paths_and_queries() => new TwoSides(crm.Client, service.Client).ReadAlikeAsync(
    [
        .. OddKeys.Like("C-", "1001").Select(k => $"/api/customers/{k}"),
        .. OddKeys.Like("", "20").Append("").Select(k => $"/api/customers?limit={k}"),
        .. OddKeys.Like("R-", "1001").Append("").Select(k => $"/api/customers?externalReference={k}"),
        .. OddKeys.Like("K-", "1001").Append("").Select(k => $"/api/customers?city={k}"),
    ]);
}

/// <summary>The same for invoices.</summary>
public sealed class OddKeysOfInvoices(FinanceOnSqlite finance, InvoicesOnSqlite service)
    : IClassFixture<FinanceOnSqlite>, IClassFixture<InvoicesOnSqlite>
{
    [Fact]
    public Task In_paths_and_queries() => new TwoSides(finance.Client, service.Client).ReadAlikeAsync(
    [
        .. OddKeys.Like("I-", "4001").Select(k => $"/api/invoices/{k}"),
        .. OddKeys.Like("C-", "1001").Select(k => $"/api/customers/{k}/invoices"),
        .. OddKeys.Like("I-", "4001").Append("").Select(k => $"/api/customers/C-1001/invoices?after={k}"),
        .. OddKeys.Like("", "20").Append("").Select(k => $"/api/customers/C-1001/invoices?limit={k}"),
    ]);
}
