using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Samples.Storing;

/// <summary>A row of <c>sample_records</c>.</summary>
internal sealed record SampleRow(
    string Id, string CustomerId, string State, string Text, long MadeAt, long ChangedAt, string? ExternalReference)
{
    private static readonly SqlFile Sql = SqlFile.Of<SampleRow>();

    public static async Task<Sample?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<SampleRow>(Sql["Get"], new { id }, transaction))?.ToSample();

    public static async Task<Sample?> FindByReferenceAsync(
        DbConnection connection, string externalReference, DbTransaction transaction) =>
        (await connection.QuerySingleOrDefaultAsync<SampleRow>(Sql["GetByReference"], new { externalReference }, transaction))
            ?.ToSample();

    /// <summary>Makes or replaces a record.</summary>
    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, Sample record) =>
        connection.ExecuteAsync(Sql["Save"], Of(record), transaction);

    public static Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteAsync(Sql["Delete"], new { id }, transaction);

    public Sample ToSample() => new()
    {
        Id = Id,
        CustomerId = CustomerId,
        State = Enum.Parse<SampleState>(State),
        Text = Text,
        MadeAt = Microseconds.ToTime(MadeAt),
        ChangedAt = Microseconds.ToTime(ChangedAt),
        ExternalReference = ExternalReference,
    };

    private static SampleRow Of(Sample found) => new(
        found.Id,
        found.CustomerId,
        found.State.ToString(),
        found.Text,
        Microseconds.Of(found.MadeAt),
        Microseconds.Of(found.ChangedAt),
        found.ExternalReference);
}
