using System.Data.Common;
using System.Text.Json.Serialization.Metadata;
using Hub.ServiceKit.Changes;

namespace Hub.ServiceKit.Keeping;

/// <summary>A write under way: its transaction, and how what it changes is logged there.</summary>
/// <param name="log">The service's outbox.</param>
/// <param name="connection">The transaction's connection.</param>
/// <param name="transaction">The transaction.</param>
/// <param name="reference">The request's id.</param>
/// <param name="trace">The trace of the request, or null.</param>
public sealed class RecordWrite(
    OutboxLog log, DbConnection connection, DbTransaction transaction, string reference, string? trace)
{
    /// <summary>The transaction's connection.</summary>
    public DbConnection Connection => connection;

    /// <summary>The transaction.</summary>
    public DbTransaction Transaction => transaction;

    /// <summary>The request's id: the external reference of a record that it makes.</summary>
    public string Reference => reference;

    /// <summary>Logs a record that was made or changed.</summary>
    public Task LogAsync<T>(T record, JsonTypeInfo<T> json)
        where T : IServiceRecord<T> =>
        log.AppendAsync(connection, transaction, OutboxEntry.Of(record, json, Side.New, trace));

    /// <summary>Logs a record that is gone.</summary>
    public Task LogDeletedAsync<T>(T record)
        where T : IServiceRecord<T> =>
        log.AppendAsync(connection, transaction, OutboxEntry.OfDeleted(record, Side.New) with { TraceParent = trace });
}
