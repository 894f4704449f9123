using Hub.Adapters.Changes;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.Platform.Changes;

namespace Hub.Adapters.Serving;

/// <summary>Makes journals in the databases of the plan served, and takes them away.</summary>
internal sealed class JournalInstaller(SystemAdapters adapters, Journals journals) : ICaptureInstaller
{
    public async Task<CaptureInstallation?> DescribeAsync(string side, string entity, CancellationToken cancellation) =>
        await FindAsync(side, entity) is { } found ? (await InspectAsync(found, cancellation)).Told : null;

    public async Task<CaptureInstallation?> InstallAsync(string side, string entity, CancellationToken cancellation)
    {
        if (await FindAsync(side, entity) is not { } found)
            return null;
        if (!found.Captures)
            throw new CaptureRefusedException(
                $"The plan does not capture {entity} of {found.System} by a journal: add journal: {{ TABLE: COLUMN }} to its "
                + "'changes', apply the plan, and install then.");
        var (before, facts, _, left) = await InspectAsync(found, cancellation);
        if (before.Problem is { } problem)
            throw new CaptureRefusedException(
                $"The journal of {entity} does not fit {found.System}: {problem}. Correct 'journal' in the entity's 'changes', "
                + "apply the plan, and install then.");
        // Kept before: what was made and is not noted could not be taken away any more.
        await journals.KeepShapeAsync(found.System, found.Wanted.Shape);
        if (before.Install.Count > 0)
            await ChangeAsync(found, found.Wanted.ChangeAsync(
                facts, now => [.. left, .. now.Install], makes: true, cancellation));
        return before;
    }

    public async Task<CaptureInstallation?> UninstallAsync(
        string side, string entity, bool force, CancellationToken cancellation)
    {
        if (await FindAsync(side, entity) is not { } found)
            return null;
        if (found.Captures && !force)
            throw new CaptureRefusedException(
                $"The plan captures {entity} of {found.System} by this journal, and would miss changes without it: take "
                + "'journal' out of the plan first and apply it, or force it (--force).");
        var (before, _, facts, _) = await InspectAsync(found, cancellation);
        if (before.Uninstall.Count > 0)
            await ChangeAsync(found, found.All.ChangeAsync(facts, now => now.Uninstall, makes: false, cancellation));
        await journals.ForgetShapeAsync(found.System, entity);
        return before;
    }

    private async Task<Found?> FindAsync(string side, string entity)
    {
        if (adapters.All.FirstOrDefault(a => a.Side == side) is not { } adapter
            || adapter.Client is not SqlClient { Provider.Journal: { } words } client)
            return null;
        var system = adapter.Definition.Name;
        var planned = adapter.Definition.Entities.FirstOrDefault(e => e.Name == entity)?.Snapshot?.Journal?.Shape;
        var made = await journals.FindShapeAsync(system, entity);
        return (planned ?? made) is not { } wanted
            ? null
            : new Found(
                system, client, planned is not null, new Journal(client, words, wanted),
                new Journal(client, words, made is null ? wanted : wanted.With(made)));
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
                $"{found.System} cannot be asked what there is of the journal of {found.Wanted.Shape.Entity}: "
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
    /// <param name="Captures">Whether the plan captures by the journal.</param>
    /// <param name="Wanted">As the plan has it, or as it was made where the plan has none.</param>
    /// <param name="All">With the tables that the plan named before.</param>
    private sealed record Found(string System, SqlClient Client, bool Captures, Journal Wanted, Journal All);
}
