using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Bonds;

/// <summary>
/// The bonds in the hub's store. Each is written after the target, only if nobody wrote it since it was read.
/// </summary>
internal sealed class BondStore(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<BondStore>();

    /// <summary>Returns what is remembered of a record, or null.</summary>
    public async Task<Bond?> FindAsync(RecordPair pair)
    {
        var row = await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], Keys(pair)));
        return row?.ToBond(store.Records, pair);
    }

    /// <summary>
    /// Returns what is remembered of a record, and keeps its other direction waiting until the bond is written or released: a
    /// change that comes back before its bond is written would be measured by what both sides agreed on before.
    /// </summary>
    /// <param name="pair">The record.</param>
    /// <param name="stream">The stream whose change is applied; it may claim what it has claimed already.</param>
    /// <param name="content">What the change says, in the new side's keys; null for nothing that may be kept.</param>
    /// <param name="atMost">How long, where neither follows.</param>
    /// <returns>The bond, null where nothing is remembered; and whether the other direction is under way.</returns>
    public async Task<(Bond? Bond, bool IsBusy)> ClaimAsync(
        RecordPair pair, string stream, JsonObject? content, TimeSpan atMost)
    {
        var now = time.GetUtcNow();
        var row = await store.Database.WriteAsync((c, t) => c.QuerySingleOrDefaultAsync<Row>(
            Sql["Claim"],
            new
            {
                entity = pair.Entity,
                legacyKey = pair.Legacy,
                newKey = pair.New,
                stream,
                content = store.Records.Close(content?.ToJsonString()),
                now = Microseconds.Of(now),
                until = Microseconds.Of(now + atMost),
            },
            t));
        return row is not null ? (row.ToBond(store.Records, pair, stream), false) : (null, await FindAsync(pair) is not null);
    }

    /// <summary>Lets a record's other direction go on, where nothing is to be remembered.</summary>
    public Task ReleaseAsync(Bond claimed) => store.Database.WriteAsync((c, t) => c.ExecuteAsync(
        Sql["Release"],
        new
        {
            entity = claimed.Pair.Entity,
            legacyKey = claimed.Pair.Legacy,
            newKey = claimed.Pair.New,
            revision = claimed.Revision,
        },
        t));

    /// <summary>Keeps a bond; false when somebody else kept another one since this one was read.</summary>
    public Task<bool> KeepAsync(Bond bond) => store.Database.WriteAsync((c, t) => WriteAsync(c, t, new BondWrite(bond)));

    /// <summary>Forgets a record that is gone on both sides.</summary>
    public Task<bool> ForgetAsync(Bond bond) =>
        store.Database.WriteAsync((c, t) => WriteAsync(c, t, new BondWrite(bond, Forgets: true)));

    /// <summary>Does either within the transaction of what was applied; false when somebody else was quicker.</summary>
    public async Task<bool> WriteAsync(DbConnection connection, DbTransaction transaction, BondWrite write)
    {
        var bond = write.Bond;
        return await connection.ExecuteAsync(
            Sql[write.Forgets ? "Forget" : "Keep"],
            new
            {
                entity = bond.Pair.Entity,
                legacyKey = bond.Pair.Legacy,
                newKey = bond.Pair.New,
                hash = bond.Agreed.Hash,
                content = store.Records.Close(bond.Agreed.Content?.ToJsonString()),
                legacyVersion = bond.LegacyVersion,
                newVersion = bond.NewVersion,
                origin = bond.Origin.ToString(),
                now = Microseconds.Of(time.GetUtcNow()),
                revision = bond.Revision,
            },
            transaction) > 0;
    }

    private static object Keys(RecordPair pair) => new { entity = pair.Entity, legacyKey = pair.Legacy, newKey = pair.New };

    private sealed record Row
    {
        public string Hash { get; init; } = "";

        public string? Content { get; init; }

        public long? LegacyVersion { get; init; }

        public long? NewVersion { get; init; }

        public string Origin { get; init; } = "";

        public long Revision { get; init; }

        public string? TriedBy { get; init; }

        public string? Tried { get; init; }

        public Bond ToBond(RecordSeal records, RecordPair pair, string? stream = null) => new(
            pair,
            new AgreedContent(Hash, records.OpenObject(Content)),
            LegacyVersion,
            NewVersion,
            Enum.Parse<Side>(Origin),
            Revision)
        {
            Tried = records.OpenObject(Tried) is { } tried ? new TriedContent(tried, TriedBy == stream) : null,
        };
    }
}
