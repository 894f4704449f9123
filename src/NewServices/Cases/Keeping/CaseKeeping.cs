using System.Globalization;
using Hub.Cases.Publishing;
using Hub.Cases.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Cases.Keeping;

/// <summary>Opens, changes and deletes cases: each looked up, decided, kept and logged in one transaction.</summary>
internal sealed class CaseKeeping(CasesStore store, CaseLog log, TimeProvider clock) : RecordKeeping(store, log)
{
    private const long FirstNumber = 1001;

    // Where nobody says by when.
    private const int UsualDays = 14;

    /// <summary>Opens a case. The same request id gives the same one again, so that a request may be tried once more.</summary>
    public Task<Written<Case>> MakeAsync(HttpContext context, AskedCase asked) =>
        WriteAsync(context, async write =>
        {
            if (await CaseRow.FindByReferenceAsync(write.Connection, write.Reference, write.Transaction) is { } earlier)
                return earlier;
            var now = Now();
            if (CaseRules.RefuseNew(asked, DayOf(now)) is { } refused)
                return refused;
            var number = await NextNumberAsync(write, "number", FirstNumber);
            var made = new Case
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"CASE-{number}"),
                CustomerId = asked.CustomerId,
                OrderId = asked.OrderId,
                InvoiceId = asked.InvoiceId,
                ProductId = asked.ProductId,
                State = CaseState.Open,
                Subject = asked.Subject,
                Text = asked.Text,
                Owner = asked.Owner,
                DueOn = asked.DueOn ?? DayOf(now).AddDays(UsualDays),
                OpenedAt = now,
                ChangedAt = now,
                ExternalReference = write.Reference,
            };
            await KeepAsync(write, made);
            return (Written<Case>)made;
        });

    /// <summary>Changes a case, where the preconditions hold; one that says nothing new is no change.</summary>
    public Task<Written<Case>> ChangeAsync(HttpContext context, string id, AskedCase asked) =>
        WriteAsync(context, async write =>
        {
            if (await CaseRow.FindAsync(write.Connection, id, write.Transaction) is not { } existing)
                return CaseProblems.NotFound(id);
            if ((FindUnmet(context.Request.Headers, existing.Tag) ?? CaseRules.RefuseChange(asked, existing)) is { } refused)
                return refused;
            var changed = asked.Applied(existing);
            if (changed.Says(existing))
                return existing;
            changed = changed with { ChangedAt = Now() };
            await KeepAsync(write, changed);
            return (Written<Case>)changed;
        });

    /// <summary>Deletes a case, where the preconditions hold.</summary>
    public Task<Written<Case>> DeleteAsync(HttpContext context, string id) =>
        WriteAsync(context, async write =>
        {
            if (await CaseRow.FindAsync(write.Connection, id, write.Transaction) is not { } existing)
                return CaseProblems.NotFound(id);
            if (FindUnmet(context.Request.Headers, existing.Tag) is { } refused)
                return refused;
            await CaseRow.DeleteAsync(write.Connection, write.Transaction, id);
            await write.LogDeletedAsync(existing);
            return (Written<Case>)existing;
        });

    private static async Task KeepAsync(RecordWrite write, Case record)
    {
        await CaseRow.SaveAsync(write.Connection, write.Transaction, record);
        await write.LogAsync(record, CaseJson.Default.Case);
    }

    // As fine as the store keeps it, so that a record reads back as it was answered.
    private DateTimeOffset Now() => Microseconds.ToTime(Microseconds.Of(clock.GetUtcNow()));

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
