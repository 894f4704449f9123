using System.Data.Common;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// The owner of linked records moves forward while the link keeps up: nothing of it stands still, all was read once, what is
/// read is not older than the hold, and nothing is parked or in conflict. It is waited for a moment, before any write is held.
/// </summary>
internal sealed class LinkKeepsUp(TimeProvider time, ILinks? links = null) : IShiftCheck
{
    // Another process tells how its reading goes every few seconds.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    public async Task<Objection?> FindAsync(RoutingChange change)
    {
        if (links is null || change is not RouteShift { To.Stage: not Stage.Retired } shift || WriteGroup.Of(shift.Route).IsEmpty)
            return null;
        var (link, began) = (shift.Route.Capability.Link!, time.GetTimestamp());
        while (true)
        {
            try
            {
                var streams = (await links.StatusAsync(CancellationToken.None))
                    .Where(s => s.IsBetweenSidesOf(link))
                    .ToList();
                if (Behind(streams, link, time.GetUtcNow()) is not { } why)
                    return Unsettled(streams, shift);
                if (time.GetElapsedTime(began) >= Longest)
                    return new Objection(
                        $"{shift.Route.Id} is not shifted forward: {why}. No write was held. "
                        + "See ./hub sync status, and shift again when the link keeps up.");
            }
            catch (DbException e)
            {
                return new Objection(
                    $"How the link of {link.Entity} stands cannot be read from the hub's store: {e.Message}");
            }

            await Task.Delay(Look, time);
        }
    }

    private static string? Behind(IReadOnlyList<LinkStatus> streams, LinkPlan link, DateTimeOffset now) => streams.Select(s =>
        s.Error is not null ? $"{Name(s)} stands still ({s.Error.TrimEnd('.')})"
        : s.Lag > link.Hold ? $"{Name(s)} lags by {s.Lag.TotalSeconds:0.#} s, "
            + $"and writes are held for {PlanDuration.Write(link.Hold)} at most"
        : s.AtEndAt is not { } end ? $"{Name(s)} has not read all that there is yet"
        : now - end > Told ? $"{Name(s)} has not read all that there is since {end:HH:mm:ss} UTC"
        : null).FirstOrDefault(why => why is not null);

    private static Objection? Unsettled(IReadOnlyList<LinkStatus> streams, RouteShift shift)
    {
        var (parked, conflicts) = (streams.Sum(s => s.Parked), streams.Sum(s => s.Conflicts));
        if (parked + conflicts == 0)
            return null;
        var what = string.Join(" and ", new[]
        {
            parked == 0 ? null : $"{Counted.Of(parked, "change")} of {shift.Route.Capability.Name} parked",
            conflicts == 0 ? null : $"{Counted.Of(conflicts, "conflict")} of {shift.Route.Capability.Name} unresolved",
        }.OfType<string>());
        return new Objection(
            $"{shift.Route.Id} is not shifted forward with {what}: the sides are not equal there. Look at them "
            + "(./hub sync parked, ./hub sync conflicts), or force the shift (--force), which the audit log keeps.")
        {
            Forcible = what,
        };
    }

    private static string Name(LinkStatus stream) => $"{stream.Entity}: {stream.From} > {stream.To}";
}
