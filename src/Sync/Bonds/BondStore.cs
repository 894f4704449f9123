using System.Data.Common;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;

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
        return row is null ? null : new Bond(
            pair,
            new AgreedContent(row.Hash, row.Content is null ? null : JsonNode.Parse(row.Content)!.AsObject()),
            row.LegacyVersion,
            row.NewVersion,
            Enum.Parse<Side>(row.Origin),
            row.Revision);
    }

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
                content = bond.Agreed.Content?.ToJsonString(),
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
    }
}
