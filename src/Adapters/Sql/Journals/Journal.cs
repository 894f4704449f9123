using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Sql.Journals;

/// <summary>Reads, prunes, makes and takes away the journal of an entity's tables.</summary>
/// <param name="client">The database.</param>
/// <param name="sql">Its words.</param>
/// <param name="shape">What is journaled.</param>
internal sealed class Journal(SqlClient client, IJournalSql sql, JournalShape shape) : IJournal
{
    public JournalShape Shape => shape;

    public string Name => "the journal";

    public string Lost =>
        "the journal, a trigger, the table or a partition was made anew, taken away or switched off meanwhile";

    public async Task<JournalInspection> InspectAsync(bool removing, CancellationToken cancellation)
    {
        JournalInspection? inspection = null;
        await client.RunAsync("journal-inspect", SqlAccess.Read, async session =>
        {
            var facts = await session.RunAsync(Statement(sql.Facts(shape)), reader => FactsAsync(reader, removing));
            if (!removing && facts.FindProblems(shape).ToList() is { Count: > 0 } problems)
                throw new JournalMisfitException(string.Join("; ", problems));
            var found = await session.RunAsync(Statement(sql.Find(shape, facts)), FoundAsync);
            inspection = new JournalInspection(facts, sql.Objects(shape, facts), found);
        }, cancellation);
        return inspection!;
    }

    public async Task<string?> FindOldestAsync(CancellationToken cancellation)
    {
        string? oldest = null;
        if (sql.Oldest is { } statement)
            await client.RunAsync("journal-oldest", SqlAccess.Read, async session =>
                oldest = await session.RunAsync(
                    Statement(statement),
                    async reader => await reader.ReadAsync(session.Cancellation) && !reader.IsDBNull(0)
                        ? Text(reader, 0) : null), cancellation);
        return oldest;
    }

    // A reading of a table has all that is in it.
    public async Task<JournalHead> HeadAsync(JournalPlace anchor, bool toEnd, CancellationToken cancellation)
    {
        JournalHead? head = null;
        await client.RunAsync("journal-head", SqlAccess.Read, async session =>
            head = await session.RunAsync(
                Statement(sql.Head(shape), Place(anchor)),
                async reader => await reader.ReadAsync(session.Cancellation)
                    ? new JournalHead(Number(reader, 0), Number(reader, 1) == 1, IsWhole: true)
                    : throw new JournalMisfitException("the journal tells nothing of itself")), cancellation);
        return head!;
    }

    public async Task<IReadOnlyList<JournalRow>> ReadAsync(
        JournalPlace after, int limit, ImmutableArray<SqlField> key, CancellationToken cancellation)
    {
        IReadOnlyList<JournalRow> rows = [];
        await client.RunAsync("journal-read", SqlAccess.Read, async session =>
            rows = await session.RunAsync(
                Statement(sql.Page(shape), [.. Place(after), new SqlParameter("limit", BigInt, (long)limit)]), async reader =>
                {
                    var read = new List<JournalRow>();
                    while (await reader.ReadAsync(session.Cancellation))
                        read.Add(Row(session.Provider, reader, key));
                    return read;
                }), cancellation);
        return rows;
    }

    public async Task<(JournalPlace Anchor, JournalPlace Start)> BeginAsync(CancellationToken cancellation)
    {
        (JournalPlace, JournalPlace) begun = default;
        await client.RunAsync("journal-begin", SqlAccess.Write, async session =>
            begun = await session.RunAsync(
                Statement(sql.Begin(shape)),
                async reader => await reader.ReadAsync(session.Cancellation)
                    ? (new JournalPlace(Number(reader, 0), Text(reader, 1)), new JournalPlace(Number(reader, 2), Text(reader, 3)))
                    : throw new JournalMisfitException("the journal takes no row")), cancellation);
        return begun;
    }

    public async Task<long> PruneAsync(JournalPlace before, JournalPlace anchor, CancellationToken cancellation)
    {
        var left = 0L;
        await client.RunAsync("journal-prune", SqlAccess.Yield, async session =>
            left = await session.RunAsync(
                Statement(sql.Prune(shape), [.. Place(before), .. Place(anchor, "anchor", "anchorId")]),
                async reader => await reader.ReadAsync(session.Cancellation) ? Number(reader, 0) : 0), cancellation);
        return left;
    }

    // Looking for what there is also has SQLite look at the schema as it is now.
    public Task ChangeAsync(
        JournalFacts facts, Func<JournalInspection, IReadOnlyList<string>> choose, bool makes, CancellationToken cancellation) =>
        client.RunAsync("journal-change", SqlAccess.Install, async session =>
        {
            if (makes && sql.Lacking(shape, facts) is { } lacking)
                await session.RunAsync(Statement(lacking), CheckRightsAsync);
            var found = await session.RunAsync(Statement(sql.Find(shape, facts)), FoundAsync);
            foreach (var statement in choose(new JournalInspection(facts, sql.Objects(shape, facts), found)))
                await session.RunAsync(Statement(statement), reader => Task.FromResult(reader.FieldCount));
        }, cancellation);

    public Task WaitAsync(TimeSpan every, TimeProvider time, CancellationToken cancellation) =>
        Task.Delay(every, time, cancellation);

    internal static async Task<bool> CheckRightsAsync(DbDataReader reader)
    {
        var (account, lacking) = ("", new List<string>());
        while (await reader.ReadAsync())
            (account, lacking) = (Text(reader, 1), [.. lacking, Text(reader, 0)]);
        return lacking.Count == 0
            ? true
            : throw new JournalMisfitException($"the account {account} lacks {string.Join(", ", lacking)}");
    }

    private static SqlType BigInt => SqlType.Find("bigint")!;

    private static SqlStatement Statement(string text, params ImmutableArray<SqlParameter> parameters) => new(text, parameters);

    private static ImmutableArray<SqlParameter> Place(JournalPlace place, string number = "tx", string id = "id") =>
        [new SqlParameter(number, BigInt, place.Number), new SqlParameter(id, SqlType.Text, place.Id)];

    internal static async Task<JournalFacts> FactsAsync(DbDataReader reader, bool removing)
    {
        const int types = 7;
        var (account, tables) = ("", new List<TableFacts>());
        while (await reader.ReadAsync())
        {
            account = TextOr(2, "");
            tables.Add(new TableFacts(
                reader.IsDBNull(1) ? null : Text(reader, 1),
                TextOr(3, ""),
                [.. Enumerable.Range(types, reader.FieldCount - types).Select(i => TextOr(i, ""))],
                TextOr(4, ""),
                Number(reader, 5) == 1,
                // What was made before the table became another one is taken away, too.
                removing ? [""] : [.. TextOr(6, "").Split('\n', StringSplitOptions.RemoveEmptyEntries)]));
        }

        return new JournalFacts(account, [.. tables]);

        string TextOr(int ordinal, string nothing) => reader.IsDBNull(ordinal) ? nothing : Text(reader, ordinal);
    }

    internal static async Task<IReadOnlyList<FoundObject>> FoundAsync(DbDataReader reader)
    {
        var found = new List<FoundObject>();
        while (await reader.ReadAsync())
            found.Add(new FoundObject(Text(reader, 0), reader.IsDBNull(1) ? "" : Text(reader, 1), Text(reader, 2)));
        return found;
    }

    private static JournalRow Row(ISqlProvider provider, DbDataReader reader, ImmutableArray<SqlField> key)
    {
        var problems = new List<string>();
        var known = JsonText.Write(json => RowWriter.WriteRow(
            provider, reader, key, json, [.. Enumerable.Range(3, key.Length)], problems));
        return new JournalRow(
            new JournalPlace(Number(reader, 0), Text(reader, 1)),
            Text(reader, 2),
            known.Node!.AsObject(),
            problems.Count > 0 ? problems[0] : null);
    }

    private static long Number(DbDataReader reader, int ordinal) =>
        Convert.ToInt64(reader.GetValue(ordinal), CultureInfo.InvariantCulture);

    private static string Text(DbDataReader reader, int ordinal) =>
        Convert.ToString(reader.GetValue(ordinal), CultureInfo.InvariantCulture)!;
}

/// <summary>A row of a journal.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Kind">What it says, see <see cref="JournalKind"/>.</param>
/// <param name="Key">The record's key, by the names of a record's properties.</param>
/// <param name="Problem">Why the key cannot be read, or null.</param>
internal sealed record JournalRow(JournalPlace Place, string Kind, JsonObject Key, string? Problem);

/// <summary>The plan's journal does not fit the database.</summary>
internal sealed class JournalMisfitException(string message) : Exception(message);
