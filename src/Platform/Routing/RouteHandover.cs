namespace Hub.Platform.Routing;

/// <summary>A route's writes change their owner: those are held that the two states send to different sides.</summary>
/// <param name="Id">The handover's own id, which all routes of its write group have.</param>
/// <param name="To">Where the route stands once it has ended; without a handover of its own.</param>
/// <param name="IsBack">Whether it leads back, and so takes effect at its end whatever is missing.</param>
/// <param name="Until">
/// When it is ended by any node, by the store's clock: at <paramref name="To"/> where it leads back, else where it began.
/// </param>
public sealed record RouteHandover(string Id, RouteState To, bool IsBack, DateTimeOffset Until);
