using Hub.Adapters.Changes;
using Hub.Adapters.Slots;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.Platform.Changes;

namespace Hub.Adapters.Serving;

/// <summary>Makes journals, publications and slots in the databases of the plan served, and takes them away.</summary>
internal sealed class JournalInstaller(SystemAdapters adapters, Journals journals, SlotReaders slots, SlotRows slotRows)
    : ICaptureInstaller
{
    public async Task<CaptureInstallation?> DescribeAsync(string side, string entity, CancellationToken cancellation) =>
        await FindAsync(side, entity) is { } found ? (await InspectAsync(found, cancellation)).Told : null;

    public async Task<CaptureInstallation?> InstallAsync(string side, string entity, CancellationToken cancellation)
    {
        if (await FindAsync(side, entity) is not { } found)
            return null;
        if (!found.Captures)
            throw new CaptureRefusedException(
                $"The plan does not capture {entity} of {found.System} by what is installed: add journal: {{ TABLE: COLUMN }} or "
                + "replication: {{ TABLE: COLUMN }} to its 'changes', apply the plan, and install then.");
        var (before, facts, _, left) = await InspectAsync(found, cancellation);
        if (before.Problem is { } problem)
            throw new CaptureRefusedException(
                $"{found.Title} of {entity} does not fit {found.System}: {problem}. Correct '{found.Word}' in the entity's "
                + $"'changes'{(found.IsReplicated ? ", or what the database lacks" : "")}, apply the plan, and install then.");
        // Kept before: what was made and is not noted could not be taken away any more.
        await (found.IsReplicated
            ? slotRows.KeepShapeAsync(found.System, found.Wanted.Shape)
            : journals.KeepShapeAsync(found.System, found.Wanted.Shape));
        if (before.Install.Count > 0)
            await ChangeAsync(found, found.Wanted.ChangeAsync(
                facts, now => [.. left, .. now.Install], makes: true, cancellation));
        return before;
    }

    public async Task<CaptureInstallation?> UninstallAsync(
        string side, string entity, bool force, CancellationToken cancellation)
    {
        if (await FindAsync(side, entity, removing: true) is not { } found)
            return null;
        if (found.Captures && !force)
            throw new CaptureRefusedException(
                $"The plan captures {entity} of {found.System} by this {found.Word}, and would miss changes without it: "
                + $"take '{found.Word}' out of the plan first and apply it, or force it (--force).");
        var (before, _, facts, _) = await InspectAsync(found, cancellation);
        if (before.Uninstall.Count > 0)
            await ChangeAsync(found, found.All.ChangeAsync(facts, now => now.Uninstall, makes: false, cancellation));
        await (found.IsReplicated
            ? slotRows.ForgetShapeAsync(found.System, entity)
            : journals.ForgetShapeAsync(found.System, entity));
        return before;
    }

    private async Task<Found?> FindAsync(string side, string entity, bool removing = false)
    {
        if (adapters.All.FirstOrDefault(a => a.Side == side) is not { Client: SqlClient client } adapter)
            return null;
        var system = adapter.Definition.Name;
        var planned = adapter.Definition.Entities.FirstOrDefault(e => e.Name == entity)?.Snapshot?.Journal;
        var ways = new[] { await FindJournalAsync(), await FindSlotAsync() }.OfType<Found>().ToList();
        // What the plan captured by before is left to be taken away.
        return (removing ? ways.Find(w => !w.Captures) : null) ?? ways.Find(w => w.Captures) ?? ways.FirstOrDefault();

        async Task<Found?> FindJournalAsync() => client.Provider.Journal is { } words
            ? Way(isReplicated: false, await journals.FindShapeAsync(system, entity), s => new Journal(client, words, s))
            : null;

        async Task<Found?> FindSlotAsync() => client.Provider.Replicates
            ? Way(
                isReplicated: true, (await slotRows.FindShapesAsync(system)).FirstOrDefault(s => s.Entity == entity),
                s => slots.Of(system, client, s))
            : null;

        Found? Way(bool isReplicated, JournalShape? made, Func<JournalShape, IJournal> journal)
        {
            var shape = planned?.IsReplicated == isReplicated ? planned.Shape : null;
            return (shape ?? made) is not { } wanted
                ? null
                : new Found(
                    system, client, shape is not null, journal(wanted), journal(made is null ? wanted : wanted.With(made)),
                    isReplicated);
        }
    }

    private static async Task<Inspected> InspectAsync(Found found, CancellationToken cancellation)
    {
        try
        {
            var all = await found.All.InspectAsync(removing: true, cancellation);
            try
            {
                return Tell(found, await found.Wanted.InspectAsync(removing: false, cancellation), all, problem: null);
            }
            catch (JournalMisfitException e)
            {
                // A journal that fits no more can still be uninstalled.
                return Tell(found, await found.Wanted.InspectAsync(removing: true, cancellation), all, e.Message);
            }
        }
        catch (SqlFailedException e)
        {
            throw new CaptureRefusedException(
                $"{found.System} cannot be asked what there is of {found.Wanted.Name} of {found.Wanted.Shape.Entity}: "
                + $"{e.Message.TrimEnd('.')}.");
        }
    }

    private static Inspected Tell(Found found, JournalInspection wanted, JournalInspection all, string? problem)
    {
        // Of tables that the plan named before.
        var left = all.There.Where(o => wanted.Objects.All(w => w.Name != o.Name)).Select(o => o.Drop).Reverse().ToList();
        var told = new CaptureInstallation(
            found.System, found.Client.Kind, wanted.Facts.Account, found.Captures,
            [.. wanted.Objects.Except(wanted.Missing).Select(o => o.Name)],
            [.. wanted.Missing.Select(o => o.Name)],
            problem is null ? [.. left, .. wanted.Install] : [],
            all.Uninstall,
            problem);
        return new Inspected(told, wanted.Facts, all.Facts, left);
    }

    private static async Task ChangeAsync(Found found, Task change)
    {
        try
        {
            await change;
        }
        catch (Exception e) when (e is SqlFailedException or JournalMisfitException)
        {
            throw new CaptureRefusedException(
                $"{found.System} does not take it, and nothing was changed: {e.Message.TrimEnd('.')}. Where the account may not, "
                + "let 'install' of 'sql' in the system's file name one that may, or have the statements run by whoever may "
                + "(--print).");
        }
    }

    /// <param name="Told">What is told of it.</param>
    /// <param name="Facts">What the database says of the tables wanted.</param>
    /// <param name="AllFacts">The same of those that the plan named before as well.</param>
    /// <param name="Left">The statements that take away what is left of tables that the plan named before.</param>
    private sealed record Inspected(CaptureInstallation Told, JournalFacts Facts, JournalFacts AllFacts, List<string> Left);

    /// <param name="System">The system.</param>
    /// <param name="Client">Its database.</param>
    /// <param name="Captures">Whether the plan captures by it.</param>
    /// <param name="Wanted">As the plan has it, or as it was made where the plan has none.</param>
    /// <param name="All">With the tables that the plan named before.</param>
    /// <param name="IsReplicated">Whether it is a slot, and no journal.</param>
    private sealed record Found(string System, SqlClient Client, bool Captures, IJournal Wanted, IJournal All, bool IsReplicated)
    {
        public string Word => IsReplicated ? JournalReader.Replication : "journal";

        public string Title => IsReplicated ? "The replication" : "The journal";
    }
}
