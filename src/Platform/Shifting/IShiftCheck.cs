namespace Hub.Platform.Shifting;

/// <summary>
/// One reason to refuse a change of what is served, or to ask a second person first. Every check runs on every change, in the
/// order of registration, for a dry run as for the change itself; all that they find is told together.
/// </summary>
public interface IShiftCheck
{
    /// <summary>
    /// Whether the check is for changes forward only, as by default: it is not run on a shift back, which nothing may hold up.
    /// </summary>
    bool IsForwardOnly => true;

    /// <summary>Returns what speaks against a change, or null. Changes nothing: the change may be a dry run.</summary>
    Task<Objection?> FindAsync(RoutingChange change);

    /// <summary>Does what follows where the check found nothing and the change is made next; by default nothing.</summary>
    Task PassedAsync(RoutingChange change) => Task.CompletedTask;
}
