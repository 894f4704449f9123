namespace Hub.Platform.Links;

/// <summary>What a rollback would cost, by the last rehearsals of each link's way back. Sync implements it.</summary>
public interface IRehearsals
{
    /// <summary>Returns the last verdict of each entity's link that goes both ways and was rehearsed.</summary>
    Task<IReadOnlyDictionary<string, RollbackVerdict>> ListAsync();

    /// <summary>Has a link's way back rehearsed now, and waits for the verdict.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="patience">How long it is waited for at most.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The new verdict; the last one if the rehearsal took too long; null if the link was never rehearsed.</returns>
    Task<RollbackVerdict?> RehearseAsync(string entity, TimeSpan patience, CancellationToken cancellation);
}
