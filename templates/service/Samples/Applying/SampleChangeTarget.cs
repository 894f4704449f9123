using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Samples.Publishing;
using Samples.Storing;

namespace Samples.Applying;

/// <summary>Takes the legacy side's changes, where the plan's <c>link</c> joins one.</summary>
internal sealed class SampleChangeTarget(SamplesStore store, SampleLog log)
    : RecordChangeTarget<Sample>(store, SampleJson.Default.Sample, log)
{
    private static readonly SqlFile Sql = SqlFile.Of<SampleChangeTarget>();

    protected override async Task<IReadOnlyList<Sample>> ListAsync(DbConnection connection, string after, int limit) =>
        [.. (await connection.QueryAsync<SampleRow>(Sql["List"], new { after, limit })).Select(r => r.ToSample())];

    protected override Task<Sample?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        SampleRow.FindAsync(connection, id, transaction);

    protected override Task<Sample?> FindByReferenceAsync(
        DbConnection connection, DbTransaction transaction, string externalReference) =>
        SampleRow.FindByReferenceAsync(connection, externalReference, transaction);

    protected override Task SaveAsync(DbConnection connection, DbTransaction transaction, Sample record) =>
        SampleRow.SaveAsync(connection, transaction, record);

    protected override Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        SampleRow.DeleteAsync(connection, transaction, id);
}
