namespace Hub.Platform.Routing;

/// <summary>
/// The store's newest revision, whose plan this node cannot serve. The node serves the last plan it can, with the newest
/// states, and is not ready until it serves the newest plan or a newer revision replaces that plan.
/// </summary>
/// <param name="Newest">The revision.</param>
/// <param name="Reason">Why it is not served.</param>
public sealed record UnservedRevision(Revision Newest, string Reason)
{
    /// <summary>Says for operators which revision is served instead, and why.</summary>
    /// <param name="served">The number of the revision whose plan is served, 0 where no plan is.</param>
    public string Describe(long served) =>
        $"revision {Newest.Number} cannot be served here; "
        + (served == 0 ? "no revision can, so no route is answered" : $"the plan of revision {served} is served instead")
        + $": {Reason}";
}
