namespace Hub.Platform.Changes;

/// <summary>What became of the changes that a side told. Sync implements it.</summary>
public interface IChangeFates
{
    /// <summary>
    /// Returns whether all changes of an entity up to a position that a side told are handled in every direction: applied,
    /// parked, or waiting for the record that they name.
    /// </summary>
    /// <param name="side">The side's name: <c>adapter:warehouse</c>.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="position">A position that is a number.</param>
    Task<bool> AreHandledAsync(string side, string entity, long position);

    /// <summary>Returns the fates of those records whose last change is not on the other side.</summary>
    /// <param name="side">The side's name.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="keys">The keys of the records on that side.</param>
    Task<IReadOnlyDictionary<string, ChangeFate>> FindAsync(string side, string entity, IReadOnlyCollection<string> keys);
}

/// <summary>Why a change is not on the other side.</summary>
/// <param name="Fate">Which of the words below.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record ChangeFate(string Fate, string Reason)
{
    /// <summary>The other side does not take it, and a person must look at it.</summary>
    public const string Refused = "refused";

    /// <summary>It waits for a record that it names, and goes on by itself.</summary>
    public const string Waiting = "waiting";

    /// <summary>Both sides changed the record, and a person must say which value stands.</summary>
    public const string Conflict = "conflict";
}
