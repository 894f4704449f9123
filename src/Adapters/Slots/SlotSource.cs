using System.Data.Common;
using System.Globalization;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;

namespace Hub.Adapters.Slots;

/// <summary>Asks a database of its slot, its publication and its log.</summary>
/// <param name="system">The system.</param>
/// <param name="client">Its database.</param>
internal sealed class SlotSource(string system, SqlClient client)
{
    public string System => system;

    public SqlClient Client => client;

    /// <summary>Returns the names in a database.</summary>
    /// <param name="database">The database's number.</param>
    public SlotNames NamesIn(string database) => new(client.Provider, system, database);

    /// <summary>Reads what the server says of replicating.</summary>
    public async Task<SlotFacts> FindServerAsync(CancellationToken cancellation)
    {
        var names = NamesIn("");
        var read = await RowsAsync("slot-facts", SlotSql.Server(names.Publication), cancellation);
        var row = read[0];
        var slot = row[8] is not { } name ? null
            : new FoundSlot(name, row[9] ?? "", Number(row[10]), Number(row[11]), row[12] == "1");
        return new SlotFacts(
            row[0]!, (int)Number(row[1]), row[2]!, row[3] == "1", row[4]!, row[5] == "1", Number(row[6]), row[7] != "0", slot);
    }

    /// <summary>Reads how the rows of each table are told apart.</summary>
    public async Task<IReadOnlyList<ReplicaIdentity>> FindIdentitiesAsync(
        SlotNames names, JournalShape shape, JournalFacts facts, CancellationToken cancellation) =>
        [
            .. (await RowsAsync("slot-identities", SlotSql.Identities(names, shape, facts), cancellation))
                .Select(r => new ReplicaIdentity(
                    (int)Number(r[0]), r[1]!, (r[2] ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))),
        ];

    /// <summary>Reads the end of the log.</summary>
    public Task<long> FindEndAsync(CancellationToken cancellation) =>
        NumberAsync("slot-end", SlotSql.End, SqlAccess.Read, cancellation);

    /// <summary>Writes a message to the log, which the slot tells once all that was committed before is told.</summary>
    /// <returns>Where it stands.</returns>
    public Task<long> MarkAsync(CancellationToken cancellation) =>
        NumberAsync("slot-mark", SlotSql.Mark, SqlAccess.Write, cancellation);

    /// <summary>Returns whether what transactions have written can be read: a commit is in the log before it can.</summary>
    /// <param name="transactions">Their numbers.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<bool> AreVisibleAsync(IEnumerable<uint> transactions, CancellationToken cancellation)
    {
        var snapshot = (await RowsAsync("slot-snapshot", SlotSql.Snapshot, cancellation))[0][0]!.Split(':');
        var next = (uint)ulong.Parse(snapshot[1], CultureInfo.InvariantCulture);
        var open = snapshot[2].Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(t => (uint)ulong.Parse(t, CultureInfo.InvariantCulture)).ToHashSet();
        // Numbers of transactions go round.
        return transactions.All(t => unchecked((int)(t - next)) < 0 && !open.Contains(t));
    }

    /// <summary>Runs a statement by itself.</summary>
    public Task RunAsync(string name, string statement, CancellationToken cancellation) =>
        client.RunAsync(name, SqlAccess.Write, async session =>
            await session.RunAsync(new SqlStatement(statement, []), ReadAsync), cancellation);

    private async Task<long> NumberAsync(string name, string text, SqlAccess access, CancellationToken cancellation) =>
        Number((await RowsAsync(name, text, cancellation, access))[0][0]);

    private async Task<IReadOnlyList<string?[]>> RowsAsync(
        string name, string text, CancellationToken cancellation, SqlAccess access = SqlAccess.Read)
    {
        IReadOnlyList<string?[]> rows = [];
        await client.RunAsync(name, access, async session =>
            rows = await session.RunAsync(new SqlStatement(text, []), ReadAsync), cancellation);
        return rows;
    }

    private static async Task<IReadOnlyList<string?[]>> ReadAsync(DbDataReader reader)
    {
        var rows = new List<string?[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i)
                ? null
                : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))]);
        return rows;
    }

    private static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);
}
