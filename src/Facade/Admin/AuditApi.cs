using System.Globalization;
using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Anchors;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Admin;

/// <summary>Shows the audit log, filtered and in pages, and says whether it is whole.</summary>
internal static class AuditApi
{
    private const int MostRevisions = 200;

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", ListAsync).WithSummary("Lists entries of the audit log.").ReadsQuery([.. AuditFilter.Known]);
        api.MapGet("/audit/verification", VerifyAsync)
            .WithSummary("Tells whether the audit log and the revisions are whole.").ReadsQuery("revisions");
    }

    private static async Task<Results<Ok<IReadOnlyList<AuditEntry>>, ProblemHttpResult>> ListAsync(
        HttpRequest request, AuditLog log, CurrentRouting current, TimeProvider time)
    {
        var filter = new AuditFilter(request.Query, current.Snapshot.Plan, time.GetUtcNow());
        var query = filter.Read();
        List<string> faults = [.. filter.Faults];
        if (filter.UnplannedRoute is { } route && !await KnowsAsync(log, route))
            faults.Add(Spelling.EndSentence(UnknownRoute.Sentence(route, current.Snapshot.Plan)));
        return faults.Count > 0
            ? TypedResults.Problem(string.Join(' ', faults), statusCode: StatusCodes.Status400BadRequest)
            : TypedResults.Ok(await log.ListAsync(query));
    }

    /// <summary>Whether anything was ever done to a route, or tried: its entries stay when the plan loses it.</summary>
    private static async Task<bool> KnowsAsync(AuditLog log, string route) =>
        await log.ListAsync(new AuditQuery { Targets = [route], Limit = 1 }) is { Count: > 0 };

    /// <summary>
    /// Whether the chains are whole in themselves; and the hashes of the revisions asked for, to be held against anchors.
    /// </summary>
    private static async Task<Results<Ok<Verification>, ProblemHttpResult>> VerifyAsync(
        HttpRequest request, AuditLog audit, RevisionLog revisions, IServiceProvider services)
    {
        var asked = (request.Query["revisions"].ToString() ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var numbers = asked.Select(n => long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : (long?)null).ToList();
        if (request.Query.Keys.Any(k => k != "revisions") || numbers.Contains(null) || numbers.Count > MostRevisions)
            return TypedResults.Problem(
                $"The only parameter is 'revisions', up to {MostRevisions} numbers such as 1,2,3.",
                statusCode: StatusCodes.Status400BadRequest);
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var number in numbers.OfType<long>().Distinct())
        {
            if (await revisions.FindAsync(number) is { } revision)
                hashes[$"{number}"] = revision.Hash;
        }

        var (entry, broken) = (await audit.FindBrokenAsync(), await revisions.FindBrokenAsync());
        return TypedResults.Ok(new Verification(
            entry is null && broken is null, entry, broken, hashes, AnchorView.Of(services.GetService<Anchoring>())));
    }

    /// <param name="Whole">Whether both chains are whole in themselves.</param>
    /// <param name="BrokenAuditEntry">The first entry that was tampered with, or null.</param>
    /// <param name="BrokenRevision">The first revision that was tampered with, or null.</param>
    /// <param name="RevisionHashes">Number and hash of each revision asked for that there is.</param>
    /// <param name="Anchors">Where this node writes anchors to; null where it writes none.</param>
    internal sealed record Verification(
        bool Whole, long? BrokenAuditEntry, long? BrokenRevision, IReadOnlyDictionary<string, string> RevisionHashes,
        AnchorView? Anchors);

    internal sealed record AnchorView(string Location, AuditAnchor? Newest, string? Problem)
    {
        public static AnchorView? Of(Anchoring? anchoring) =>
            anchoring is null ? null : new AnchorView(anchoring.Location, anchoring.Newest, anchoring.Problem);
    }
}
