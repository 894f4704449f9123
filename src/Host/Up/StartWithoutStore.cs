using System.Data.Common;
using Hub.Facade;
using Hub.Host.Shell;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Up;

/// <summary>
/// A facade whose store is out of reach starts with the revision it served last: it answers everything but writes of
/// linked routes, as a node does that is cut off while it runs. Nothing else can go on without the store.
/// </summary>
internal static class StartWithoutStore
{
    private const string Cause = "start";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>Serves the revision kept, if this process is one that may; else the exception is as it was.</summary>
    public static bool TryServe(IServiceProvider services, Roles roles, StoreUnreachableException why, CancellationToken stop)
    {
        if (roles != Roles.Facade || services.GetRequiredService<LastServed>().Find() is not { } last)
            return false;
        services.GetRequiredService<CurrentRouting>().Serve(last);
        services.GetRequiredService<Readiness>().Tell(
            Cause, $"cut off from the store; serves revision {last.Revision}, the last it knew");
        Terminal.Notes.WriteLine(
            $"{why.Message} Starting with revision {last.Revision}, the last this node served; "
            + "writes of linked routes are refused until the store is back.");
        _ = FollowAsync(services, stop);
        return true;
    }

    private static async Task FollowAsync(IServiceProvider services, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Again, services.GetRequiredService<TimeProvider>(), CancellationToken.None);
            try
            {
                // The revision itself is followed as ever.
                await services.MigratePlatformAsync();
                await services.MigrateFacadeAsync();
                await services.GetRequiredService<AdminToken>().EnsureAsync();
                services.GetRequiredService<Readiness>().Tell(Cause, note: null);
                Terminal.Notes.WriteLine("The store is back.");
                return;
            }
            catch (DbException)
            {
                // Still away.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}
