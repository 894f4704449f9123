using Hub.Platform.Routing;

namespace Hub.Platform.Identity.Persons;

/// <summary>
/// Says what a person whom an issuer has signed in may do by the plan that is served now: a grant that is changed or taken
/// away holds from the next request on, without a new sign-in.
/// </summary>
/// <param name="routing">The revision served.</param>
public sealed class PersonRights(CurrentRouting routing)
{
    /// <summary>Returns a person's rights; null where the plan served gives them none.</summary>
    /// <param name="stored">The person's name, and the rights that they had as they signed in.</param>
    /// <param name="issuer">Who signed them in.</param>
    /// <param name="claim">
    /// What the issuer said then; null for a session that a node of the version before began, which keeps its rights.
    /// </param>
    public AccessGrant? Of(AccessGrant stored, string issuer, IssuedClaim? claim)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (!routing.IsLoaded)
            return stored;
        // Of another issuer, or of another claim, nothing is known.
        if (routing.Snapshot.Plan.SignIn is not { } plan || plan.Written != issuer
            || (claim is not null && claim.Name != plan.GrantsClaim))
            return null;
        return claim is null ? stored : PersonGrants.Find(plan, stored.Name, claim.Values);
    }
}
