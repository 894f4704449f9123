using System.Text.Json;
using Hub.Facade.Evidence;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Gating;

/// <summary>
/// Writes all that gates read into one document. It holds counts, paths and names of the plan, and no value of a record.
/// </summary>
internal static class EvidenceDocument
{
    private const string Format = "hub.evidence/1";

    /// <summary>Returns the document.</summary>
    /// <param name="served">The revision served.</param>
    /// <param name="shift">The shift that it is read for; null for none.</param>
    /// <param name="judged">Each route that it is about.</param>
    /// <param name="waysBack">The last rehearsal of each entity's way back.</param>
    /// <param name="now">When it is read.</param>
    public static GateReading Of(
        RoutingSnapshot served, RouteShift? shift, IReadOnlyList<JudgedRoute> judged,
        IReadOnlyDictionary<string, RollbackVerdict> waysBack, DateTimeOffset now)
    {
        var document = JsonSerializer.SerializeToElement(
            new
            {
                format = Format,
                readAt = now,
                revision = served.Revision,
                plan = served.Plan.Hash,
                change = shift is null ? null : new { route = shift.Route.Id, from = $"{shift.From}", to = $"{shift.To}" },
                routes = judged.Select(j => Route(j, waysBack)),
            },
            JsonSerializerOptions.Web);
        return new GateReading([.. judged.SelectMany(j => j.Verdicts)], CanonicalText.Of(document));
    }

    private static object? Left(EvidenceCounts? left) => left is null ? null : new
    {
        from = left.From,
        to = left.To,
        compared = left.Compared,
        equal = left.Equal,
        different = left.Different,
        passedOver = left.PassedOver,
        differences = left.Differences.OrderBy(d => d.Path, StringComparer.Ordinal).ThenBy(d => d.What, StringComparer.Ordinal),
        notCompared = left.NotCompared,
    };

    private static object Route(JudgedRoute judged, IReadOnlyDictionary<string, RollbackVerdict> waysBack)
    {
        var (known, counts) = (judged.Known, judged.Known.Counts);
        return new
        {
            route = known.Route.Id,
            stands = known.Stands,
            from = counts.From,
            to = counts.To,
            compared = counts.Compared,
            equal = counts.Equal,
            different = counts.Different,
            passedOver = counts.PassedOver,
            differences = counts.Differences.OrderBy(d => d.Path, StringComparer.Ordinal)
                .ThenBy(d => d.What, StringComparer.Ordinal),
            shapes = counts.Shapes,
            notCompared = counts.NotCompared,
            leftByLegacy = Left(counts.LeftByLegacy),
            leftByNew = Left(counts.LeftByNew),
            legacyTook = SideTook.Of(counts.LegacyTook),
            newTook = SideTook.Of(counts.NewTook),
            canary = known.Canary,
            soakedSeconds = known.Soaked?.TotalSeconds,
            link = known.Streams.Select(s => new
            {
                from = s.From,
                to = s.To,
                lagSeconds = s.LagSeconds,
                standsStill = s.Error is not null,
                parked = s.Parked,
                conflicts = s.Conflicts,
                reconciled = s.Reconciled?.Text,
            }),
            wayBack = known.Route.Capability.Link is { } link && waysBack.TryGetValue(link.Entity, out var back)
                ? new { verdict = back.Describe(), rehearsedAt = back.RehearsedAt } : null,
            gates = judged.Verdicts,
        };
    }
}
