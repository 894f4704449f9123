using Hub.Platform.Changes;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Sync;

/// <summary>Shows, makes and takes away what captures a link's changes in its legacy system.</summary>
internal static class CaptureEndpoints
{
    private const string Pattern = "/links/{link}/capture";

    public static void MapCapture(this IEndpointRouteBuilder sync)
    {
        sync.MapGet(Pattern, (string link, HttpContext context) => RunAsync(link, context, static (installer, side, link, c) =>
                installer.DescribeAsync(side, link, c)))
            .WithSummary("Tells what captures a link's changes in its legacy system: what is there, and what is missing.");
        sync.MapPost(Pattern, (string link, HttpContext context) => RunAsync(link, context, static (installer, side, link, c) =>
                installer.InstallAsync(side, link, c)))
            .WithSummary("Makes in a link's legacy system what captures its changes, as far as it is missing.")
            .WrittenBy(AccessRole.Operator, "install capture", "link", SyncScope.OfLink);
        sync.MapDelete(Pattern, (string link, bool? force, HttpContext context) => RunAsync(
                link, context, (installer, side, link, c) => installer.UninstallAsync(side, link, force == true, c),
                takesAway: true))
            .WithSummary("Takes away from a link's legacy system what was made to capture its changes.")
            .TakesQuery("force")
            .WrittenBy(AccessRole.Operator, "uninstall capture", "link", SyncScope.OfLink);
    }

    private static async Task<Results<Ok<CaptureView>, Problem>> RunAsync(
        string link, HttpContext context,
        Func<ICaptureInstaller, string, string, CancellationToken, Task<CaptureInstallation?>> act, bool takesAway = false)
    {
        var routing = context.RequestServices.GetRequiredService<CurrentRouting>();
        if (SyncEndpoints.FindUnknown(link, routing) is { } unknown)
            return unknown;
        var side = routing.Snapshot.Plan.Capabilities.First(c => c.Name == link).Link!.Legacy.ToString();
        try
        {
            return context.RequestServices.GetService<ICaptureInstaller>() is { } installer
                && await act(installer, side, link, context.RequestAborted) is { } found
                    ? TypedResults.Ok(CaptureView.Of(link, found, takesAway))
                    : new Problem(
                        StatusCodes.Status409Conflict,
                        $"Changes of {link} in {side} take nothing that is installed there: the plan names neither 'journal' nor "
                        + "'replication' in the entity's 'changes', and none was installed before.");
        }
        catch (CaptureRefusedException e)
        {
            return new Problem(StatusCodes.Status409Conflict, e.Message);
        }
    }

    /// <summary>What was found, and done where something was asked for.</summary>
    internal sealed record CaptureView(
        string Link, string System, string Kind, string Account, bool Captures, IReadOnlyList<string> There,
        IReadOnlyList<string> Missing, IReadOnlyList<string> Install, IReadOnlyList<string> Uninstall, string? Problem)
        : IAudited
    {
        private bool _takesAway;

        public static CaptureView Of(string link, CaptureInstallation found, bool takesAway) => new(
            link, found.System, found.Kind, found.Account, found.Captures, found.There, found.Missing, found.Install,
            found.Uninstall, found.Problem)
        {
            _takesAway = takesAway,
        };

        string IAudited.Detail => _takesAway
            ? $"{System}: {Uninstall.Count} statements: {string.Join("; ", Uninstall)}"
            : $"{System}: {(Missing.Count == 0 ? "all was there" : string.Join(", ", Missing))}";
    }
}
