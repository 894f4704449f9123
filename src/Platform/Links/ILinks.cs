namespace Hub.Platform.Links;

/// <summary>What the facade may know about links. Sync implements it.</summary>
public interface ILinks
{
    /// <summary>Every direction of every link.</summary>
    Task<IReadOnlyList<LinkStatus>> StatusAsync(CancellationToken cancellation);
}
