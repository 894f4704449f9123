using Hub.Platform.Plan;

namespace Hub.Platform.Identity.Persons;

/// <summary>What the plan gives people whom the issuer has signed in.</summary>
public static class PersonGrants
{
    /// <summary>
    /// Returns what a person may do: the role of the first grant that they have, in the capabilities of all their grants of that
    /// role, so that no role reaches where only a lesser one was given. Null where they have none.
    /// </summary>
    /// <param name="plan">The plan's grants, in their order.</param>
    /// <param name="name">What the person is called.</param>
    /// <param name="values">What the issuer says of them in the claim that the grants go by.</param>
    public static AccessGrant? Find(SignInPlan plan, string name, IReadOnlyCollection<string> values)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var held = plan.Grants.Where(g => values.Contains(g.Value, StringComparer.Ordinal)).ToList();
        if (held.Count == 0)
            return null;
        var same = held.Where(g => g.Role == held[0].Role).ToList();
        return new AccessGrant(
            name,
            Enum.Parse<AccessRole>(held[0].Role, ignoreCase: true),
            same.Exists(g => g.Capabilities.IsEmpty)
                ? []
                : [.. same.SelectMany(g => g.Capabilities).Distinct(StringComparer.Ordinal)]);
    }
}
