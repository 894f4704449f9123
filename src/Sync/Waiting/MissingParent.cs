namespace Hub.Sync.Waiting;

/// <summary>A record that a change names and the target does not know.</summary>
/// <param name="Entity">Its entity.</param>
/// <param name="Key">Its key on the side the change comes from.</param>
/// <param name="Rule">The rule the change was judged by, so that it is judged again when the plan has another.</param>
internal sealed record MissingParent(string Entity, string Key, string Rule);
