using Dapper;
using LegacyLandscape.Store;
using Microsoft.Data.Sqlite;

namespace LegacyLandscape.Crm.Store;

internal sealed class CustomerStore(SqliteDatabase database, TransactionClock clock)
{
    private readonly SqlFile sql = new("Crm.Store.Customers");

    public Customer Get(string customerNo) => database.Read(connection => Get(connection, customerNo));

    public IReadOnlyList<Customer> Find(string? name, string? city, int maxCount) =>
        Query("Find", new { name, city, maxCount });

    public IReadOnlyList<Customer> FindByExternalRef(string externalRef) => Query("ByExternalRef", new { externalRef });

    public IReadOnlyList<Customer> ModifiedSince(DateTimeOffset since, string afterNo, int maxCount)
    {
        // Times are kept in whole seconds, so what is later than a fraction begins with the next one.
        var second = since.ToUnixTimeSeconds();
        if (since > DateTimeOffset.FromUnixTimeSeconds(second))
            second++;
        return Query("ModifiedSince", new { since = second, afterNo, maxCount });
    }

    public IReadOnlyList<Customer> All() => Query("All", new { });

    public async Task<Customer> CreateAsync(Customer customer, string? externalRef)
    {
        var began = await clock.BeginAsync();
        return await database.WriteAsync(connection =>
        {
            var created = customer with
            {
                CustomerNo = $"C-{connection.ExecuteScalar<long>(sql["NextNumber"])}",
                ExternalRef = externalRef,
                Version = 1,
                ModifiedAt = began,
            };
            connection.Execute(sql["Insert"], CustomerRow.Of(created));
            return created;
        });
    }

    public Task<Customer> UpdateAsync(Customer customer) => ChangeAsync(customer.CustomerNo, current =>
        customer.Version == current.Version
            ? customer with { ExternalRef = current.ExternalRef }
            : throw CrmFault.VersionConflict(customer.CustomerNo, current.Version));

    public Task<Customer> EditAsync(string customerNo, CustomerEdit edit) => ChangeAsync(customerNo, current =>
        edit.Version is { } seen && seen != current.Version
            ? throw CrmFault.VersionConflict(customerNo, current.Version)
            : current with
            {
                Name = edit.Name ?? current.Name,
                Status = edit.Status ?? current.Status,
                CreditLimit = edit.CreditLimit ?? current.CreditLimit,
                Note = edit.Note ?? current.Note,
            });

    /// <param name="customerNo">Which.</param>
    /// <param name="version">The version that was read; null to delete any.</param>
    public async Task DeleteAsync(string customerNo, int? version)
    {
        var began = await clock.BeginAsync();
        await database.WriteAsync(connection =>
        {
            var current = Get(connection, customerNo);
            if (version is { } seen && seen != current.Version)
                throw CrmFault.VersionConflict(customerNo, current.Version);
            var deleted = current with { Version = current.Version + 1, ModifiedAt = began };
            return connection.Execute(sql["Delete"], CustomerRow.Of(deleted));
        });
    }

    private async Task<Customer> ChangeAsync(string customerNo, Func<Customer, Customer> change)
    {
        var began = await clock.BeginAsync();
        return await database.WriteAsync(connection =>
        {
            var current = Get(connection, customerNo);
            var changed = change(current) with { Version = current.Version + 1, ModifiedAt = began };
            connection.Execute(sql["Update"], CustomerRow.Of(changed));
            return changed;
        });
    }

    private Customer Get(SqliteConnection connection, string customerNo) =>
        connection.QueryFirstOrDefault<CustomerRow>(sql["Get"], new { customerNo })?.ToCustomer()
        ?? throw CrmFault.CustomerNotFound(customerNo);

    private IReadOnlyList<Customer> Query(string statement, object parameters) => database.Read(connection =>
        connection.Query<CustomerRow>(sql[statement], parameters).Select(row => row.ToCustomer()).ToList());
}
