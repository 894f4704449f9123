using Hub.Adapters.Changes;
using Hub.Adapters.Sql;
using Hub.Adapters.Sql.Journals;
using Hub.Platform.Changes;

namespace Hub.Adapters.Serving;

/// <summary>Makes journals in the databases of the plan served, and takes them away.</summary>
internal sealed class JournalInstaller(SystemAdapters adapters, Journals journals) : ICaptureInstaller
{
    public async Task<CaptureInstallation?> DescribeAsync(string side, string entity, CancellationToken cancellation) =>
        await FindAsync(side, entity) is { } found ? await InspectAsync(found, cancellation) : null;

    public async Task<CaptureInstallation?> InstallAsync(string side, string entity, CancellationToken cancellation)
    {
        if (await FindAsync(side, entity) is not { } found)
            return null;
        if (!found.Captures)
            throw new CaptureRefusedException(
                $"The plan does not capture {entity} of {found.System} by a journal: add journal: {{ TABLE: COLUMN }} to its "
                + "'changes', apply the plan, and install then.");
        var before = await InspectAsync(found, cancellation);
        // Kept before: what was made and is not noted could not be taken away any more.
        await journals.KeepShapeAsync(found.System, found.Wanted.Shape);
        if (before.Install.Count > 0)
            await ChangeAsync(found, before.Install, cancellation);
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
        var before = await InspectAsync(found, cancellation);
        if (before.Uninstall.Count > 0)
            await ChangeAsync(found, before.Uninstall, cancellation);
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

    private static async Task<CaptureInstallation> InspectAsync(Found found, CancellationToken cancellation)
    {
        try
        {
            var (wanted, all) = (
                await found.Wanted.InspectAsync(cancellation), await found.All.InspectAsync(cancellation));
            // Of tables that the plan named before.
            var left = all.There.Where(o => wanted.Objects.All(w => w.Name != o.Name)).Select(o => o.Drop).Reverse().ToList();
            return new CaptureInstallation(
                found.System, found.Client.Kind, wanted.Facts.Account, found.Captures,
                [.. wanted.Objects.Except(wanted.Missing).Select(o => o.Name)],
                [.. wanted.Missing.Select(o => o.Name)],
                [.. left, .. wanted.Install],
                all.Uninstall);
        }
        catch (Exception e) when (e is SqlFailedException or JournalMisfitException)
        {
            throw new CaptureRefusedException(
                $"{found.System} cannot be asked what there is of the journal of {found.Wanted.Shape.Entity}: {e.Message}.");
        }
    }

    private static async Task ChangeAsync(Found found, IReadOnlyList<string> statements, CancellationToken cancellation)
    {
        try
        {
            await found.All.ChangeAsync(statements, cancellation);
        }
        catch (SqlFailedException e)
        {
            throw new CaptureRefusedException(
                $"{found.System} does not take it, and nothing was changed: {e.Message}. Where the account may not, let "
                + "'install' of 'sql' in the system's file name one that may, or give the statements to whoever may (--print).");
        }
    }

    /// <param name="System">The system.</param>
    /// <param name="Client">Its database.</param>
    /// <param name="Captures">Whether the plan captures by the journal.</param>
    /// <param name="Wanted">As the plan has it, or as it was made where the plan has none.</param>
    /// <param name="All">With the tables that the plan named before.</param>
    private sealed record Found(string System, SqlClient Client, bool Captures, Journal Wanted, Journal All);
}
