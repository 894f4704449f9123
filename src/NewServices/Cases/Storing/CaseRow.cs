using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Cases.Storing;

/// <summary>A row of <c>case_records</c>: the day as its number, by which cases are sorted.</summary>
internal sealed record CaseRow(
    string Id, string CustomerId, string? OrderId, string? InvoiceId, string? ProductId, string State, string Subject,
    string? Text, string? Owner, long DueOn, string? Resolution, long OpenedAt, long ChangedAt, string ExternalReference)
{
    private static readonly SqlFile Sql = SqlFile.Of<CaseRow>();

    public static async Task<Case?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<CaseRow>(Sql["Get"], new { id }, transaction))?.ToCase();

    public static async Task<Case?> FindByReferenceAsync(
        DbConnection connection, string externalReference, DbTransaction transaction) =>
        (await connection.QuerySingleOrDefaultAsync<CaseRow>(Sql["GetByReference"], new { externalReference }, transaction))
            ?.ToCase();

    /// <summary>Makes or replaces a record.</summary>
    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, Case record) =>
        connection.ExecuteAsync(Sql["Save"], Of(record), transaction);

    public static Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteAsync(Sql["Delete"], new { id }, transaction);

    public Case ToCase() => new()
    {
        Id = Id,
        CustomerId = CustomerId,
        OrderId = OrderId,
        InvoiceId = InvoiceId,
        ProductId = ProductId,
        State = Enum.Parse<CaseState>(State),
        Subject = Subject,
        Text = Text,
        Owner = Owner,
        DueOn = DateOnly.FromDayNumber((int)DueOn),
        Resolution = Resolution,
        OpenedAt = Microseconds.ToTime(OpenedAt),
        ChangedAt = Microseconds.ToTime(ChangedAt),
        ExternalReference = ExternalReference,
    };

    private static CaseRow Of(Case found) => new(
        found.Id,
        found.CustomerId,
        found.OrderId,
        found.InvoiceId,
        found.ProductId,
        found.State.ToString(),
        found.Subject,
        found.Text,
        found.Owner,
        found.DueOn.DayNumber,
        found.Resolution,
        Microseconds.Of(found.OpenedAt),
        Microseconds.Of(found.ChangedAt),
        found.ExternalReference!);
}
