using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Sql.Journals;
using Hub.Platform.Changes;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Changes;

/// <summary>Reads the records that a journal names, as they are now.</summary>
internal sealed class JournaledRecords(EntityDefinition entity, JournalFeed feed, SystemCalls calls, Snapshots snapshots)
{
    private const int AtOnce = 4;

    /// <summary>Reads each record once, however often it is named.</summary>
    /// <returns>Those that differ from what is kept of them, and those that are gone.</returns>
    public async Task<(IReadOnlyList<SeenRecord> Seen, IReadOnlyList<SnapshotRecord> Gone)> ReadAsync(
        IEnumerable<JournalRow> rows, CancellationToken cancellation)
    {
        var named = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var row in rows.Where(r => r.Kind is not (JournalKind.Begun or JournalKind.Truncated)))
        {
            var (key, problem) = KeyOf(row);
            named[key] = problem;
        }

        if (named.Count == 0)
            return ([], []);
        var read = new Reading[named.Count];
        await Parallel.ForEachAsync(
            named.Select((n, i) => (n.Key, Problem: n.Value, Index: i)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (one, token) => read[one.Index] = one.Problem is not null
                ? new Reading(one.Key, [], one.Problem)
                : await ReadAsync(one.Key, token));
        // A key may find a record whose own key is another one, such as in another case: that one is there, and this one is not.
        read = [.. read.SelectMany(r => r.UnderOwnKey(entity)).DistinctBy(r => r.Key)];
        var known = await snapshots.FindAsync(calls.System, entity.Name, [.. read.Select(r => r.Key)]);
        var seen = read.Where(r => r.Content is not null)
            .Select(r => SeenRecord.Of(
                calls.System, entity, r.Key, r.Content!, r.Unreadable, known.GetValueOrDefault(r.Key)))
            .Where(r => r.Known?.Hash != r.Hash).ToList();
        var gone = read.Where(r => r.Content is null).Select(r => known.GetValueOrDefault(r.Key))
            .OfType<SnapshotRecord>().Where(r => r.Hash.Length > 0).ToList();
        return (seen, gone);
    }

    private async Task<Reading> ReadAsync(string key, CancellationToken cancellation)
    {
        var outcome = await calls.RunAsync(entity.Get!, new JsonObject { ["key"] = key }, strict: false, cancellation);
        return outcome switch
        {
            Answered { Content: var content } => new Reading(key, content, null),
            Refused { Status: StatusCodes.Status404NotFound } => new Reading(key, null, null),
            InDoubt { IsInvalid: true } doubt =>
                new Reading(key, [], doubt.Unreadable.Length > 0 ? doubt.Unreadable : doubt.Reason),
            RequestInvalid => new Reading(key, [], "'get' cannot ask for such a key"),
            _ => throw CallFailures.Unavailable(calls.System, outcome),
        };
    }

    // Returns the key as the contract has it; or, where the row has none, the row's place for a name, and the reason.
    private (string Key, string? Problem) KeyOf(JournalRow row)
    {
        var errors = new List<DocumentError>();
        var content = feed.KeyOut.ToContract(row.Key, errors)?["content"] as JsonObject;
        var key = content is null ? null : entity.KeyOf(content);
        var problem = row.Problem ?? (key is null ? errors.FirstOrDefault()?.Fault.WithoutValue ?? "it has no key" : null);
        return problem is null
            ? (key!, null)
            : ($"(no key, journal {row.Place.Number} {row.Place.Id}".TrimEnd() + ")", $"its key in the journal: {problem}");
    }

    /// <param name="Key">The record's key.</param>
    /// <param name="Content">The record; null where the system has it no more.</param>
    /// <param name="Unreadable">Why it cannot be read, or null.</param>
    private sealed record Reading(string Key, JsonObject? Content, string? Unreadable)
    {
        public IEnumerable<Reading> UnderOwnKey(EntityDefinition entity)
        {
            if (Content is null || Unreadable is not null || entity.KeyOf(Content) is not { } own || own == Key)
                return [this];
            return [this with { Key = own }, this with { Content = null }];
        }
    }
}
