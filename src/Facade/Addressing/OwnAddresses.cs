using System.Collections.Immutable;
using System.Net;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Addressing;

/// <summary>Where the hub listens, and which addresses of a plan lead back there.</summary>
/// <param name="Urls">Addresses such as <c>http://127.0.0.1:8080</c> or <c>http://*:8080</c>.</param>
public sealed record OwnAddresses(ImmutableArray<string> Urls)
{
    /// <summary>Returns a note for each side and each catch-all that is the hub's own address.</summary>
    public IEnumerable<PlanError> FindIn(MigrationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        foreach (var capability in plan.Capabilities)
            foreach (var (at, side, address) in new[]
            {
                (capability.LegacyAt, "legacy", capability.Routes.Select(r => r.Legacy.Address).FirstOrDefault()),
                (capability.NewAt, "new", capability.Routes.Select(r => r.New?.Address).FirstOrDefault(a => a is not null)),
            })
                if (address is not null && Meets(address) is { } url)
                    yield return Note(at ?? capability.At, $"the {side} side of {capability.Name}", url);
        foreach (var catchAll in plan.CatchAll)
            if (Meets(catchAll.To) is { } url)
                yield return Note(catchAll.At, $"the catch-all {catchAll.Host}{catchAll.Path}", url);
    }

    private static PlanError Note(PlanLocation at, string what, string url) => new(
        at,
        $"{what} leads to the hub's own address {url}: its requests come back, and are answered 508 Loop Detected; "
        + "name the address of the program that is to answer, "
        + "or let the hub listen elsewhere, as in --urls http://127.0.0.1:9000");

    private string? Meets(Uri address) => Urls.FirstOrDefault(url => IsSame(BindingAddress.Parse(url), address));

    private static bool IsSame(BindingAddress here, Uri there) =>
        here.Port != 0 && here.Port == there.Port
        && (here.Host.Equals(there.Host, StringComparison.OrdinalIgnoreCase)
            || (IsLocal(there.Host) && (IsLocal(here.Host) || IsAny(here.Host))));

    private static bool IsAny(string host) =>
        host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    private static bool IsLocal(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>Notes sides and catch-alls that lead back to the hub.</summary>
/// <param name="own">Where the hub listens, or will; null where nobody has said so.</param>
internal sealed class NothingLeadsBack(OwnAddresses? own = null) : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var note in own?.FindIn(plan) ?? [])
            errors.Note(note.At, note.Message);
    }
}
