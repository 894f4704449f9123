using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Hub.Customers.Publishing;
using Hub.Customers.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Hub.Customers.Keeping;

/// <summary>Makes, replaces and deletes customers: each looked up, kept and logged in one transaction.</summary>
internal sealed class CustomerKeeping(CustomersStore store, CustomerLog log, IOptions<CustomersOptions> options)
{
    private static readonly SqlFile Sql = SqlFile.Of<CustomerKeeping>();
    private readonly long _firstNumber = options.Value.FirstNumber;

    /// <summary>
    /// Makes a customer. The same request id gives the same customer again, since a request that is tried once more must
    /// not make another one.
    /// </summary>
    /// <param name="customer">What is known of them.</param>
    /// <param name="requestId">The request's id, the customer's external reference.</param>
    /// <param name="isTrial">Whether it is only tried: nothing of it stays.</param>
    public async Task<Customer> CreateAsync(Customer customer, string requestId, bool isTrial = false)
    {
        var traceParent = TraceParent();
        return await WriteAsync((c, t) => CreateAsync(c, t, customer, requestId, traceParent), isTrial);
    }

    /// <summary>Replaces a customer, where the preconditions hold; one that says nothing new is no change.</summary>
    /// <param name="id">Who.</param>
    /// <param name="customer">What they are to be.</param>
    /// <param name="headers">The preconditions.</param>
    /// <param name="isTrial">Whether it is only tried: nothing of it stays.</param>
    public async Task<(Customer? Customer, Problem? Problem)> UpdateAsync(
        string id, Customer customer, IHeaderDictionary headers, bool isTrial = false)
    {
        var traceParent = TraceParent();
        return await WriteAsync((c, t) => UpdateAsync(c, t, id, customer, headers, traceParent), isTrial);
    }

    /// <summary>Deletes a customer, where the preconditions hold.</summary>
    /// <param name="id">Who.</param>
    /// <param name="headers">The preconditions.</param>
    /// <returns>Why it is not deleted; or null.</returns>
    public async Task<Problem?> DeleteAsync(string id, IHeaderDictionary headers)
    {
        var traceParent = TraceParent();
        return await WriteAsync((c, t) => DeleteAsync(c, t, id, headers, traceParent), isTrial: false);
    }

    private async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, bool isTrial)
    {
        if (isTrial)
            return await store.TryAsync(write);
        var result = await store.WriteAsync(write);
        log.Announce();
        return result;
    }

    private async Task<Customer> CreateAsync(
        DbConnection c, DbTransaction t, Customer customer, string requestId, string? traceParent)
    {
        if (await CustomerRow.FindByReferenceAsync(c, requestId, t) is [var made, ..])
            return made;

        var number = await c.ExecuteScalarAsync<long>(Sql["NextNumber"], new { first = _firstNumber }, t);
        made = customer.Named(string.Create(CultureInfo.InvariantCulture, $"C-{number}"), requestId);
        await CustomerRow.SaveAsync(c, t, made, madeHere: true);
        await AppendAsync(c, t, made, traceParent);
        return made;
    }

    private async Task<(Customer?, Problem?)> UpdateAsync(
        DbConnection c, DbTransaction t, string id, Customer customer, IHeaderDictionary headers, string? traceParent)
    {
        if (await CustomerRow.FindAsync(c, id, t) is not { } existing)
            return (null, CustomerProblems.NotFound);
        if (!EntityTag.Holds(headers.IfMatch, existing.Tag) || EntityTag.IsKnown(headers.IfNoneMatch, existing.Tag))
            return (null, CustomerProblems.IsAnother);
        if (CustomerRules.FindProblem(customer, existing) is { } problem)
            return (null, problem);

        var updated = customer.Named(id, existing.ExternalReference);
        if (!existing.Says(updated))
        {
            await CustomerRow.SaveAsync(c, t, updated);
            await AppendAsync(c, t, updated, traceParent);
        }

        return (updated, null);
    }

    private async Task<Problem?> DeleteAsync(
        DbConnection c, DbTransaction t, string id, IHeaderDictionary headers, string? traceParent)
    {
        if (await CustomerRow.FindAsync(c, id, t) is not { } existing)
            return CustomerProblems.NotFound;
        if (!EntityTag.Holds(headers.IfMatch, existing.Tag) || EntityTag.IsKnown(headers.IfNoneMatch, existing.Tag))
            return CustomerProblems.IsAnother;
        await CustomerRow.DeleteAsync(c, t, id);
        await log.AppendAsync(c, t, OutboxEntry.OfDeleted(existing, Side.New) with { TraceParent = traceParent });
        return null;
    }

    private Task AppendAsync(DbConnection c, DbTransaction t, Customer customer, string? traceParent) =>
        log.AppendAsync(c, t, OutboxEntry.Of(customer, CustomerJson.Default.Customer, Side.New, traceParent));

    // Taken before writing, since the store writes on a flow of its own.
    private static string? TraceParent() => Activity.Current is { Recorded: true } request ? request.Id : null;
}
