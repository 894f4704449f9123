using System.Collections.Immutable;
using System.Data;
using System.Text.Json;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Slots;

/// <summary>The records of one entity that a system's slot names, and the part of the publication that is the entity's.</summary>
internal sealed class SlotJournal(
    SlotSource source, SlotReader reader, SlotRows rows, SlotSizes sizes, JournalShape shape) : IJournal
{
    // A transaction that is larger is read meanwhile, and what was read of others goes on.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private const int DropAttempts = 20;

    public JournalShape Shape => shape;

    public string Name => "the replication";

    public string Lost =>
        "the slot, the publication, a table of it or a partition was made anew, moved on or taken away meanwhile, or its server "
        + "did not keep its log for long enough";

    public string? Notice { get; private set; }

    public long? RetainedBytes { get; private set; }

    public async Task<bool> KeepShapeAsync()
    {
        await rows.KeepShapeAsync(source.System, shape);
        return true;
    }

    public Task<JournalInspection> InspectAsync(bool removing, CancellationToken cancellation) =>
        reader.AskAsync(() => LookAsync(removing, cancellation), cancellation);

    private async Task<JournalInspection> LookAsync(bool removing, CancellationToken cancellation)
    {
        var before = await rows.FindAsync(source.System);
        var server = await source.FindServerAsync(cancellation);
        var names = source.NamesIn(server.Database);
        var facts = await FactsAsync(names, removing, cancellation);
        if (!removing)
            await CheckAsync(server, names, facts, cancellation);
        var found = await FoundAsync(names, facts, cancellation);
        if (server.Slot is not null)
        {
            var state = await server.AdoptAsync(rows, source.System, before);
            found = [.. found, new FoundObject("generation", "", $"{state.Slot} {state.Generation}")];
        }

        (RetainedBytes, Notice) = (server.Slot?.Retained, reader.Problem is { } problem
            ? $"the slot of {source.System} cannot be read: {problem}" : server.FindNotice());
        sizes.Note(source.System, RetainedBytes ?? 0);
        return new JournalInspection(facts, await ObjectsAsync(names, facts, removing), found);
    }

    // Transactions are told once they are committed: none is waited for.
    public Task<string?> FindOldestAsync(CancellationToken cancellation) => Task.FromResult<string?>(null);

    public async Task<JournalHead> HeadAsync(JournalPlace anchor, bool toEnd, CancellationToken cancellation)
    {
        var isWhole = toEnd && await CatchUpAsync(cancellation);
        return toEnd && !isWhole && reader.Problem is { } problem
            ? throw new JournalMisfitException($"the slot cannot be read: {problem}")
            : new JournalHead(long.MaxValue, IsAnchored: true, isWhole);
    }

    public async Task<IReadOnlyList<JournalRow>> ReadAsync(
        JournalPlace after, int limit, ImmutableArray<SqlField> key, CancellationToken cancellation)
    {
        var read = await rows.ReadAsync(source.System, shape.Entity, after, limit);
        return [.. read.Select(r => ToRow(r.Place, r.Kind, key))];
    }

    // What was kept before can be read in the tables.
    public async Task<(JournalPlace Anchor, JournalPlace Start)> BeginAsync(CancellationToken cancellation)
    {
        var start = new JournalPlace((await rows.FindAsync(source.System))?.Lsn
            ?? throw new JournalMisfitException("the slot is made anew at this moment; it is read again by itself"), "");
        return (start, start);
    }

    public Task<long> PruneAsync(JournalPlace before, JournalPlace anchor, CancellationToken cancellation) =>
        rows.PruneAsync(source.System, shape.Entity, before);

    public async Task ChangeAsync(
        JournalFacts facts, Func<JournalInspection, IReadOnlyList<string>> choose, bool makes, CancellationToken cancellation)
    {
        var server = await source.FindServerAsync(cancellation);
        var names = source.NamesIn(server.Database);
        var objects = await ObjectsAsync(names, facts, removing: !makes);
        var inspection = new JournalInspection(facts, objects, await FoundAsync(names, facts, cancellation));
        var statements = choose(inspection);
        // A slot is made and dropped in a transaction of its own, and begins with the publication that is there then.
        var (drops, creates) = (Of(SlotSql.DropSlot), Of(SlotSql.CreateSlot));
        if (makes && drops.Count > 0)
            await DropAsync(names.Slot, drops, cancellation);
        await ChangePublicationAsync(names, facts, [.. statements.Except(drops).Except(creates)], makes, cancellation);
        if (!makes && drops.Count > 0)
            await DropAsync(names.Slot, drops, cancellation);
        if (creates.Count > 0)
            await CreateAsync(names, facts, inspection, creates, cancellation);
        reader.Wake();

        List<string> Of(string kind) => [.. statements.Where(s => s.StartsWith(kind, StringComparison.Ordinal))];
    }

    public async Task WaitAsync(TimeSpan every, TimeProvider time, CancellationToken cancellation)
    {
        var kept = reader.Kept;
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(kept, Task.Delay(every, time, waiting.Token));
        await waiting.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task CheckAsync(SlotFacts server, SlotNames names, JournalFacts facts, CancellationToken cancellation)
    {
        var problems = server.FindProblems().Concat(facts.FindProblems(shape)).ToList();
        if (problems.Count == 0)
            problems = [.. (await source.FindIdentitiesAsync(names, shape, facts, cancellation))
                .Select(i => i.FindProblem(shape.Tables[i.Table])).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (problems.Count > 0)
            throw new JournalMisfitException(string.Join("; ", problems));
        if (server.Slot is { IsLost: true } slot)
            throw new JournalMisfitException(
                $"the server has removed what the slot {slot.Name} had not read (max_slot_wal_keep_size): the hub makes the slot "
                + $"anew, and then all {shape.Entity} are read once more by themselves"
                + (reader.Problem is { } problem ? $". So far it cannot: {problem}" : ""));
    }

    private async Task<bool> CatchUpAsync(CancellationToken cancellation)
    {
        var end = await source.FindEndAsync(cancellation);
        if (await KeptAsync() >= end)
            return true;
        var mark = await source.MarkAsync(cancellation);
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Look)
        {
            var kept = reader.Kept;
            if (await KeptAsync() >= mark)
                return true;
            await Task.WhenAny(kept, Task.Delay(Look, cancellation));
        }

        return false;

        async Task<long> KeptAsync() => (await rows.FindAsync(source.System))?.Lsn ?? 0;
    }

    private async Task<JournalFacts> FactsAsync(SlotNames names, bool removing, CancellationToken cancellation)
    {
        JournalFacts? facts = null;
        var text = PostgresFacts.Of(
            shape, [.. shape.Tables.Select(t => (names.Source(t), shape.NameFor(t)))], source.Client.Provider.Quote(shape.Name));
        await source.Client.RunAsync("slot-tables", SqlAccess.Read, async session =>
            facts = await session.RunAsync(new SqlStatement(text, []), r => Journal.FactsAsync(r, removing)), cancellation);
        return facts!;
    }

    private async Task<IReadOnlyList<FoundObject>> FoundAsync(SlotNames names, JournalFacts facts, CancellationToken cancellation)
    {
        IReadOnlyList<FoundObject> found = [];
        await source.Client.RunAsync("slot-inspect", SqlAccess.Read, async session =>
            found = await session.RunAsync(
                new SqlStatement(SlotSql.Find(names, shape, facts), []), Journal.FoundAsync), cancellation);
        return found;
    }

    private async Task<IReadOnlyList<JournalObject>> ObjectsAsync(SlotNames names, JournalFacts facts, bool removing)
    {
        var others = !removing ? null
            : (await rows.FindShapesAsync(source.System)).Where(s => s.Entity != shape.Entity)
                .SelectMany(s => s.Tables).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        return [.. SlotSql.Objects(names, shape, facts, others)];
    }

    private Task ChangePublicationAsync(
        SlotNames names, JournalFacts facts, IReadOnlyList<string> statements, bool makes, CancellationToken cancellation) =>
        statements.Count == 0
            ? Task.CompletedTask
            : source.Client.RunAsync("slot-publication", SqlAccess.Install, async session =>
            {
                if (makes)
                    await session.RunAsync(
                        new SqlStatement(SlotSql.Lacking(names, shape, facts), []), Journal.CheckRightsAsync);
                foreach (var statement in statements)
                    await session.RunAsync(new SqlStatement(statement, []), r => Task.FromResult(r.FieldCount));
            }, cancellation);

    private async Task CreateAsync(
        SlotNames names, JournalFacts facts, JournalInspection before, IReadOnlyList<string> creates,
        CancellationToken cancellation)
    {
        await rows.ForgetAsync(source.System);
        try
        {
            foreach (var statement in creates)
                await source.RunAsync("slot-make", statement, cancellation);
        }
        catch (SqlFailedException e)
        {
            // A publication without a slot is of no use.
            var made = before.Missing.Where(m => !creates.Contains(m.Create)).Select(m => m.Drop).Reverse().ToList();
            await ChangePublicationAsync(names, facts, made, makes: false, CancellationToken.None);
            throw new JournalMisfitException(
                $"the slot {names.Slot} cannot be made: {e.Message}. It waits for transactions that are open, takes one of "
                + "max_replication_slots, and an account with REPLICATION");
        }
    }

    // Whoever reads it, on whatever node, begins no more without a publication.
    private async Task DropAsync(string slot, IReadOnlyList<string> drops, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await source.RunAsync("slot-end-reader", SlotSql.EndReader(slot), cancellation);
                foreach (var statement in drops)
                    await source.RunAsync("slot-drop", statement, cancellation);
                return;
            }
            catch (SqlFailedException) when (attempt < DropAttempts)
            {
                await Task.Delay(Look * attempt, cancellation);
            }
        }
    }

    private JournalRow ToRow(JournalPlace place, string kind, ImmutableArray<SqlField> key)
    {
        if (place.Id.Length == 0)
            return new JournalRow(place, kind, [], null);
        var problems = new List<string>();
        using var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };
        foreach (var field in key)
            table.Columns.Add(field.Name, typeof(string));
        object[] values = JsonSerializer.Deserialize<string[]>(place.Id)!;
        table.Rows.Add(values);
        using var row = table.CreateDataReader();
        row.Read();
        var known = JsonText.Write(json => RowWriter.WriteRow(
            source.Client.Provider, row, key, json, [.. Enumerable.Range(0, key.Length)], problems));
        return new JournalRow(place, kind, known.Node!.AsObject(), problems.Count > 0 ? problems[0] : null);
    }
}
