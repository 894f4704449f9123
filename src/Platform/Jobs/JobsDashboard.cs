using Hangfire;
using Hangfire.Dashboard;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Jobs;

/// <summary>The engine's own pages. Who may see them and who may act is asked before a request comes here.</summary>
public sealed class JobsDashboard
{
    /// <summary>Where the pages are.</summary>
    public const string Path = "/hub/jobs";

    /// <summary>Where the console shows the pages to who has signed in there.</summary>
    public const string InConsole = "/hub/console/jobs/engine";

    /// <summary>
    /// The header by which the console asks for pages whose links lead to <see cref="InConsole"/>; any other value is ignored.
    /// </summary>
    public const string PlaceHeader = "Jobs-Pages-At";

    private readonly JobEngine _engine;

    internal JobsDashboard(JobEngine engine) => _engine = engine;

    /// <summary>Whether there is something at a path below <see cref="Path"/>.</summary>
    public static bool Has(string? page) => DashboardRoutes.Routes.FindDispatcher($"/{page}") is not null;

    /// <summary>Answers a request for a page, a file of it, or an action.</summary>
    /// <param name="context">The request, at <see cref="Path"/> or below.</param>
    /// <param name="mayAct">Whether buttons are shown, and obeyed.</param>
    public async Task AnswerAsync(HttpContext context, bool mayAct)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = new DashboardOptions
        {
            Authorization = [],
            IsReadOnlyFunc = _ => !mayAct,
            DisplayStorageConnectionString = false,
            DashboardTitle = "Hub jobs",
            AppPath = null,
            // A request from another site's page is refused before it comes here.
            IgnoreAntiforgeryToken = true,
        };
        var request = context.Request;
        var (before, path) = (request.PathBase, request.Path);
        request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase, out var rest);
        PathString place = request.Headers[PlaceHeader] is [InConsole] ? InConsole : before.Add(Path);
        (request.PathBase, request.Path) = (place, rest.HasValue ? rest : "/");
        try
        {
            await new AspNetCoreDashboardMiddleware(NotFound, _engine.Storage, options, DashboardRoutes.Routes).Invoke(context);
        }
        finally
        {
            (request.PathBase, request.Path) = (before, path);
        }
    }

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
