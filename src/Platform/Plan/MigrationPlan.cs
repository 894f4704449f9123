using System.Collections.Frozen;
using System.Collections.Immutable;
using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Plan;

/// <summary>
/// The whole plan, read and valid: structure, owners, limits. Where a route stands is in the revisions, not here.
/// </summary>
/// <param name="Bundle">The files it was read from.</param>
/// <param name="Expose">
/// Whether every answer names its route, side and revision, and keeps what tells how its side is built (<c>Server</c>).
/// </param>
/// <param name="CatchAll">Where requests go that no route claims.</param>
/// <param name="Systems">The systems of record.</param>
/// <param name="Capabilities">The business areas with their routes.</param>
public sealed record MigrationPlan(
    PlanBundle Bundle,
    bool Expose,
    ImmutableArray<CatchAllPlan> CatchAll,
    ImmutableArray<SystemPlan> Systems,
    ImmutableArray<CapabilityPlan> Capabilities)
{
    /// <summary>When no route is shifted forward.</summary>
    public ImmutableArray<FreezePlan> Freezes { get; init; } = [];

    /// <summary>What has to be before a route is retired, where its capability says nothing else.</summary>
    public RetirePlan Retire { get; init; } = RetirePlan.Default;

    /// <summary>Whose tokens callers of <see cref="PublicAccess.Jwt"/> show; null where no capability asks for them.</summary>
    public JwtPlan? Jwt { get; init; }

    /// <summary>Which pages may call, where a capability says nothing else; null where sides say so themselves.</summary>
    public CorsPlan? Cors { get; init; }

    /// <summary>What the public contract says of itself.</summary>
    public ApiPlan Api { get; init; } = ApiPlan.Unnamed;

    /// <summary>The webhooks that are told what happens.</summary>
    public ImmutableArray<NotifyPlan> Notify { get; init; } = [];

    /// <summary>By whom the console's visitors are signed in; null where only by tokens of the hub.</summary>
    public SignInPlan? SignIn { get; init; }

    /// <summary>The files of this machine that the plan's systems may use.</summary>
    public AllowedFiles HostFiles { get; init; } = AllowedFiles.None;

    /// <summary>What could not be read: rules do not report as missing what may stand there.</summary>
    public PlanGaps Gaps { get; init; } = PlanGaps.None;

    /// <summary>SHA-256 of the plan's files, lower-case hexadecimal.</summary>
    public string Hash => Bundle.Hash;

    /// <summary>The plan of a hub that has none it can serve: nothing is answered but the hub's own surface.</summary>
    public static MigrationPlan Empty { get; } = new(new PlanBundle([]), Expose: false, [], [], []);

    /// <summary>What each part has built of this plan; empty for a plan that was not built.</summary>
    internal IReadOnlyDictionary<IPlanPart, object> Built { get; init; } = FrozenDictionary<IPlanPart, object>.Empty;

    /// <summary>Returns what a part has built of this plan, or null where the plan was not built.</summary>
    public T? BuiltBy<T>(IPlanPart part)
        where T : class => Built.GetValueOrDefault(part) as T;

    /// <summary>All routes of all capabilities.</summary>
    public IEnumerable<RoutePlan> Routes => Capabilities.SelectMany(c => c.Routes);

    /// <summary>All compositions of all capabilities.</summary>
    public IEnumerable<CompositionPlan> Compositions => Capabilities.SelectMany(c => c.Compositions);

    /// <summary>All that claims requests: the routes, and the routes that compositions have of their own.</summary>
    public IEnumerable<RoutePlan> Claiming => Routes.Concat(Compositions.Select(c => c.Route));

    /// <summary>Returns whether a side answers a route, or is an end of a link.</summary>
    public bool Uses(SideName side) => Capabilities.Any(c => c.Sides.Contains(side));
}

/// <summary>What the public contract says of itself to those who read it.</summary>
/// <param name="Title">Its title; null for the hub's own.</param>
/// <param name="Version">
/// Its version; null for the number of the first revision that had the plan.
/// </param>
/// <param name="Description">What there is to know of it; null for nothing.</param>
public sealed record ApiPlan(string? Title, string? Version, string? Description)
{
    /// <summary>What holds where the plan says nothing.</summary>
    public static ApiPlan Unnamed { get; } = new(null, null, null);
}

/// <summary>What has to be before a route is retired.</summary>
/// <param name="QuietDays">
/// For how many days the legacy side must have answered nothing of it; 0 to ask for none. Default 14.
/// </param>
public sealed record RetirePlan(int QuietDays)
{
    /// <summary>What holds where the plan says nothing.</summary>
    public static RetirePlan Default { get; } = new(14);
}

/// <summary>
/// Requests under a host or path prefix that no route claims go to an address: path, query and body byte for byte, and all
/// headers but those that end at a hop, are the hub's own, or tell how the side is built.
/// </summary>
/// <param name="Host">The host name, or null for every host.</param>
/// <param name="Path">The path prefix, <c>/</c> for everything.</param>
/// <param name="To">Where they go: scheme and authority.</param>
/// <param name="At">Where this stands.</param>
public sealed record CatchAllPlan(string? Host, string Path, Uri To, PlanLocation At)
{
    /// <summary>Where they go, as the plan writes it: to be shown.</summary>
    public required string Written { get; init; }

    /// <summary>Whether the side's own address becomes the public one in <c>Location</c> and its like, and in cookies.</summary>
    public bool RewritesLocation { get; init; }

    /// <summary>Whether a POST may name another method to the side (<c>X-HTTP-Method-Override</c> and its like).</summary>
    public bool ForwardsMethodOverride { get; init; }
}

/// <summary>A system of record and how the hub may touch it.</summary>
/// <param name="Name">Its name: <c>erp</c>.</param>
/// <param name="Limits">What the hub may ask of it.</param>
/// <param name="Node">The whole file, for the adapter that wraps the system.</param>
public sealed record SystemPlan(string Name, SystemLimits Limits, PlanNode Node)
{
    /// <summary>The side by which routes and links name its adapter: <c>adapter:erp</c>.</summary>
    public SideName Side { get; } = SideName.Adapter(Name);
}

/// <summary>What the hub may ask of a system of record: for all of its traffic, over all of its nodes together.</summary>
/// <param name="Concurrency">Calls in flight at once, at least 1. Default 16.</param>
/// <param name="Timeout">How long one call may take. Default 10 s.</param>
public sealed record SystemLimits(int Concurrency, TimeSpan Timeout)
{
    /// <summary>Calls begun in a second; null where only concurrency holds.</summary>
    public double? Rate { get; init; }

    /// <summary>What one caller may have of the calls in flight that others leave, above 0 to 1; null for the default.</summary>
    public double? PerCaller { get; init; }

    /// <summary>What of it may be for comparing answers; null where the plan does not say.</summary>
    public ShadowLimits? Shadows { get; init; }

    /// <summary>What holds where the plan says nothing.</summary>
    public static SystemLimits Default { get; } = new(16, TimeSpan.FromSeconds(10));
}

/// <summary>
/// How freely a capability moves: <c>outside</c> on evidence, <c>inside</c> only with a second person's approval.
/// </summary>
public enum Zone
{
    /// <summary>Market-facing: loosely coupled.</summary>
    Outside,

    /// <summary>Systems of record: tightly held.</summary>
    Inside,
}

/// <summary>Which field of the contract makes requests and records move together.</summary>
/// <param name="Key">The contract's field: <c>customerId</c>.</param>
/// <param name="Sources">Where a request carries it, tried in order; all that are present must agree.</param>
/// <param name="Seed">The allocation's seed; routes that share it move together for one key.</param>
public sealed record CohortPlan(string Key, ImmutableArray<CohortSource> Sources, string Seed)
{
    /// <summary>
    /// Where a request names the caller's groups, comma-separated: a header that the plan trusts, because what stands
    /// before the hub sets it, or a claim. Null where groups are not known.
    /// </summary>
    public CohortSource? Groups { get; init; }
}

/// <summary>One place where a request carries the cohort key.</summary>
/// <param name="Kind">Where to look.</param>
/// <param name="Name">The header, route value, query parameter, dotted body field or claim.</param>
public sealed record CohortSource(CohortSourceKind Kind, string Name)
{
    /// <summary>Where it stands in the plan.</summary>
    public PlanLocation? At { get; init; }

    /// <inheritdoc />
    public bool Equals(CohortSource? other) => other is not null && (Kind, Name) == (other.Kind, other.Name);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Kind, Name);

    /// <inheritdoc />
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Name}";
}

/// <summary>Where a request carries the cohort key.</summary>
public enum CohortSourceKind
{
    /// <summary>A request header.</summary>
    Header,

    /// <summary>A value in the path.</summary>
    Route,

    /// <summary>A query parameter.</summary>
    Query,

    /// <summary>A field of the JSON body, which is read up to 64 KB.</summary>
    Body,

    /// <summary>A claim of a caller whom the hub has identified.</summary>
    Claim,
}

/// <summary>Who answers on a side: a hosted side by name (<c>adapter:erp</c>) or an HTTP address.</summary>
/// <param name="Name">Its name, which is what is shown of it.</param>
/// <param name="Address">The address, or null when the side is hosted; where it is a reference's, it is never shown.</param>
/// <param name="Path">Path pattern at the address with the route's values in braces; null keeps the request's own target.</param>
public sealed record SideTarget(SideName Name, Uri? Address, string? Path)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name} {Path} {Protection}";

    /// <summary>How it is kept from harm; null where the plan says nothing of it.</summary>
    public SideProtection? Protection { get; init; }

    /// <summary>Whether the side's own address becomes the public one in <c>Location</c> and its like, and in cookies.</summary>
    public bool RewritesLocation { get; init; }
}

/// <summary>One entity kept in step on both sides.</summary>
/// <param name="Entity">The entity's name, which is the capability's: <c>orders</c>.</param>
/// <param name="Legacy">The legacy side's name.</param>
/// <param name="New">The new side's name.</param>
/// <param name="BothWays">False when changes flow from legacy to new only.</param>
/// <param name="Copies">Other hosted services that keep a read-only copy fed from the legacy side.</param>
/// <param name="At">Where it stands.</param>
public sealed record LinkPlan(
    string Entity, SideName Legacy, SideName New, bool BothWays, ImmutableArray<SideName> Copies, PlanLocation At)
{
    /// <summary>All sides that it names, with the copies.</summary>
    public IEnumerable<SideName> Sides => Copies.Prepend(New).Prepend(Legacy);

    /// <summary>Whose records this entity's records name; a change waits until the other side knows them.</summary>
    public ImmutableArray<LinkParent> After { get; init; } = [];

    /// <summary>What happens where both sides changed one field.</summary>
    public ConflictRule Conflict { get; init; }

    /// <summary>
    /// Whether only the hash is kept of what both sides last agreed on: nothing is merged then, and no copy is kept.
    /// </summary>
    public bool KeepsHashOnly { get; init; }

    /// <summary>How long writes are held, at most, while the side that owns the records changes: 100 ms to 1 min.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long after a write its record is read from the side that took it, where reads stand at the other one: up to 5 min,
    /// and as long as the link is known to be behind. Zero where reads need not show the latest write.
    /// </summary>
    public TimeSpan ReadYourWrites { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often all records of both sides are compared: 10 min to 30 days; zero where only a person has them compared.
    /// </summary>
    public TimeSpan Reconcile { get; init; }

    /// <summary>
    /// How often, between two comparisons of all records, those that were changed since are compared: 10 min to 1 day; zero for
    /// never. Without effect where <see cref="Reconcile"/> is zero.
    /// </summary>
    public TimeSpan ReconcileChanged { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the feed tells that a record was deleted: 1 h to 1000 days; null where the plan does not say.</summary>
    public TimeSpan? FeedRetention { get; init; }

    /// <summary>Where the new side is a service at an address: how it is asked; null for what the hub hosts.</summary>
    public LinkedServicePlan? Service { get; init; }
}

/// <summary>What happens where both sides of a link changed one field.</summary>
public enum ConflictRule
{
    /// <summary>The side wins that the write route's stage names for the record.</summary>
    Owner,

    /// <summary>Both sides stay as they are until a person decides.</summary>
    Park,

    /// <summary>The later edit wins by the sides' own times; where those do not tell, as <see cref="Owner"/>.</summary>
    Newer,
}
