using System.Data.Common;
using Hub.Facade;
using Hub.Facade.Addressing;
using Hub.Host.Demo;
using Hub.Host.Shell;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Host.Up;

/// <summary>The life of <c>./hub up</c>: start, serve, stop cleanly.</summary>
internal sealed class HubProcess(UpOptions options)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, signals.Stop);
        return await RunAsync(options with { Drain = options.Drain with { Hurry = signals.Hurry } }, stop.Token);
    }

    private static async Task<int> RunAsync(UpOptions options, CancellationToken cancellation)
    {
        try
        {
            using var folder = DataFolderLock.Take(options.DataFolder);
            if (Listening.FindTaken(options) is { } taken)
                throw new CommandFailedException(InUse(taken));
            var obstacle = DemoGround.FindObstacle(
                options.Demo, options.PlanFolder, RolesAndPeers.AreAllHere(options.Roles, options.Peers));
            if (options.TrafficRate is not null && obstacle is not null)
                throw new CommandFailedException(
                    $"--traffic plays against the demo and nothing else, and {obstacle}.", CommandLine.WrongUsage);
            await using var landscape = options.Demo && DemoLandscape.Read(options.PlanFolder) is { } demo
                ? await LandscapeProcess.StartAsync(demo, LandscapeProcess.FolderIn(options.DataFolder), cancellation)
                : null;
            var references = options.References.For(options.PlanFolder, options.EnvironmentName, landscape?.Variables);
            var hub = landscape is not null && obstacle is null ? new DemoHub(landscape, options.TrafficRate) : null;
            var app = HubApplication.Build(options, references, demo: hub);
            await using var end = new CleanStop(app, options.Drain);
            await PrepareAsync(app, options, cancellation);
            if (hub?.TrafficRate is not null && hub.FindForeign(app.Services) is { } foreign)
                throw new CommandFailedException("--traffic plays against the demo and nothing else, and the plan that the "
                    + $"store has names {foreign}, which is not the demo's: start without --traffic, or with another --data.");
            await end.StartAsync(cancellation);
            await Welcome.PrintAsync(app, options, landscape?.Addresses, cancellation);
            await end.WaitAsync(cancellation);
            Terminal.Notes.WriteLine("Stopped.");
            return CommandLine.Done;
        }
#pragma warning disable CA1031 // a start that was told to end ends, whatever dies at the same time
        catch (Exception) when (cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Terminal.Notes.WriteLine("Stopped.");
            return CommandLine.Done;
        }
        catch (PlanInvalidException e)
        {
            PlanFaults.Print(options.PlanFolder, e.Errors);
            return CommandLine.Failed;
        }
        catch (PlanNotReadableException e)
        {
            throw CommandFailedException.Of(e);
        }
        catch (Exception e) when (
            e is NewerStoreException or InvalidDataException or ArgumentException or FormatException)
        {
            throw new CommandFailedException(e.Message);
        }
        catch (StoreUnreachableException e)
        {
            throw new CommandFailedException($"{e.Message} {StoreOptions.Variable} says where it is. "
                + "Only a process with role facade alone starts without it, from what it served last.");
        }
        catch (DbException e)
        {
            throw new CommandFailedException($"The store cannot be used: {e.Message}");
        }
        catch (IOException e)
        {
            // Kestrel's own words name the address; a store's name the file.
            throw new CommandFailedException(
                e.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase)
                    ? InUse(options.Urls)
                    : e.Message);
        }
#pragma warning disable CA1031 // a fault of the hub's own: told whole, and with the exit code of a failure
        catch (Exception e) when (e is not CommandFailedException)
#pragma warning restore CA1031
        {
            throw new CommandFailedException($"The hub could not start; please report this: {e}");
        }
    }

    private static string InUse(string url) =>
        $"{url} is in use: stop what listens there, or choose another address with --urls.";

    private static async Task PrepareAsync(WebApplication app, UpOptions options, CancellationToken cancellation)
    {
        try
        {
            // A hub that cannot start on a full disk cannot roll back there.
            DiskReserve.Grant();
            await app.Services.MigratePlatformAsync();
            await app.Services.MigrateFacadeAsync();
            cancellation.ThrowIfCancellationRequested();
            await app.Services.GetRequiredService<AdminToken>().EnsureAsync();
            var revision = await app.Services.GetRequiredService<Revisions>()
                .LoadAsync(() => PlanFolder.Read(options.PlanFolder, options.EnvironmentName));
            if (app.Services.GetRequiredService<CurrentRouting>().Snapshot is { Unserved: { } unserved } served)
                Terminal.Notes.WriteLine(
                    $"Not ready: {unserved.Describe(served.Revision)} Repair it with ./hub plan apply while this runs, "
                    + "or with ./hub plan rescue after stopping it.");
            else
                WarnOfOtherFiles(options, revision);
            foreach (var note in app.Services.GetRequiredService<OwnAddresses>()
                .FindIn(app.Services.GetRequiredService<CurrentRouting>().Snapshot.Plan))
                Terminal.Notes.WriteLine($"Note: {note}.");
        }
        catch (StoreUnreachableException e)
            when (StartWithoutStore.TryServe(app.Services, options.Roles, e, app.Lifetime.ApplicationStopping))
        {
            // Told there.
        }
    }

    /// <summary>What is served is the store's plan; files that differ from it do nothing until they are applied.</summary>
    private static void WarnOfOtherFiles(UpOptions options, Revision revision)
    {
        try
        {
            if (PlanFolder.Read(options.PlanFolder, options.EnvironmentName).Hash != revision.PlanHash)
                Terminal.Notes.WriteLine(
                    $"Note: {options.PlanFolder} differs from {PlanStore.NameOf(revision)}, which is served; "
                    + "see ./hub plan diff and ./hub plan apply.");
        }
        catch (PlanNotReadableException e)
        {
            Terminal.Notes.WriteLine($"Note: {e.Message} What is served is {PlanStore.NameOf(revision)}.");
        }
    }
}
