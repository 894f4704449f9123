using System.Globalization;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Samples.Publishing;
using Samples.Storing;

namespace Samples.Keeping;

/// <summary>Makes, changes and deletes records: each looked up, decided, kept and logged in one transaction.</summary>
internal sealed class SampleKeeping(SamplesStore store, SampleLog log, TimeProvider clock) : RecordKeeping(store, log)
{
    private const long FirstNumber = 1001;

    /// <summary>Makes a record. The same request id gives the same one again, so that a request may be tried once more.</summary>
    public Task<Written<Sample>> MakeAsync(HttpContext context, AskedSample asked) =>
        WriteAsync(context, async write =>
        {
            if (await SampleRow.FindByReferenceAsync(write.Connection, write.Reference, write.Transaction) is { } earlier)
                return earlier;
            if (SampleRules.RefuseNew(asked) is { } refused)
                return refused;
            var (number, now) = (await NextNumberAsync(write, "number", FirstNumber), Now());
            var made = new Sample
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"SAMPLE-{number}"),
                CustomerId = asked.CustomerId,
                State = SampleState.Open,
                Text = asked.Text,
                MadeAt = now,
                ChangedAt = now,
                ExternalReference = write.Reference,
            };
            await KeepAsync(write, made);
            return (Written<Sample>)made;
        });

    /// <summary>Changes a record, where the preconditions hold; one that says nothing new is no change.</summary>
    public Task<Written<Sample>> ChangeAsync(HttpContext context, string id, AskedSample asked) =>
        WriteAsync(context, async write =>
        {
            if (await SampleRow.FindAsync(write.Connection, id, write.Transaction) is not { } existing)
                return SampleProblems.NotFound(id);
            if ((FindUnmet(context.Request.Headers, existing.Tag) ?? SampleRules.RefuseChange(asked, existing)) is { } refused)
                return refused;
            var changed = existing with { State = asked.State ?? existing.State, Text = asked.Text };
            if (changed.Says(existing))
                return existing;
            changed = changed with { ChangedAt = Now() };
            await KeepAsync(write, changed);
            return (Written<Sample>)changed;
        });

    /// <summary>Deletes a record, where the preconditions hold.</summary>
    public Task<Written<Sample>> DeleteAsync(HttpContext context, string id) =>
        WriteAsync(context, async write =>
        {
            if (await SampleRow.FindAsync(write.Connection, id, write.Transaction) is not { } existing)
                return SampleProblems.NotFound(id);
            if (FindUnmet(context.Request.Headers, existing.Tag) is { } refused)
                return refused;
            await SampleRow.DeleteAsync(write.Connection, write.Transaction, id);
            await write.LogDeletedAsync(existing);
            return (Written<Sample>)existing;
        });

    private static async Task KeepAsync(RecordWrite write, Sample record)
    {
        await SampleRow.SaveAsync(write.Connection, write.Transaction, record);
        await write.LogAsync(record, SampleJson.Default.Sample);
    }

    // As fine as the store keeps it, so that a record reads back as it was answered.
    private DateTimeOffset Now() => Microseconds.ToTime(Microseconds.Of(clock.GetUtcNow()));
}
