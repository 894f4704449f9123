using System.Data.Common;
using Hub.Customers.Publishing;
using Hub.Customers.Storing;
using Hub.Platform.Changes;

namespace Hub.Customers.Applying;

/// <summary>Takes the legacy side's changes of customers.</summary>
internal sealed class CustomerChangeTarget(CustomersStore store, CustomerLog log)
    : RecordChangeTarget<Customer>(store, CustomerJson.Default.Customer, log)
{
    protected override Task<Customer?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        CustomerRow.FindAsync(connection, id, transaction);

    // Only those: the legacy side lets several of its own have one reference.
    protected override Task<Customer?> FindByReferenceAsync(
        DbConnection connection, DbTransaction transaction, string externalReference) =>
        CustomerRow.FindMadeHereAsync(connection, transaction, externalReference);

    protected override Task SaveAsync(DbConnection connection, DbTransaction transaction, Customer record) =>
        CustomerRow.SaveAsync(connection, transaction, record);

    protected override Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        CustomerRow.DeleteAsync(connection, transaction, id);

    // The serializer does not look at the elements of a list.
    protected override string? FindFault(Customer record) =>
        record.Phones.Contains(null!) ? "$.phones"
        : record.Addresses.Any(a => a?.Lines.Contains(null!) != false) ? "$.addresses"
        : record.Contacts?.Any(c => c?.Phones.Contains(null!) != false) == true ? "$.contacts"
        : null;
}
